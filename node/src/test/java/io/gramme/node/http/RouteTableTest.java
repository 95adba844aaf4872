package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RouteTableTest {
    private final RouteTable table = new RouteTable();

    RouteTableTest() {
        table.on("GET", "/a", exchange -> {});
        table.on("POST", "/a", exchange -> {});
        table.on("GET", "/a/", exchange -> {});
        table.on("DELETE", "/a/b/", exchange -> {});
    }

    private String pattern(String path) {
        RouteTable.Entry entry = table.find(path);
        return entry == null ? "none" : entry.pattern();
    }

    @Test
    void anExactPathIsBeforePrefixesAndTheLongestPrefixBeforeOthers() {
        assertThat(pattern("/a")).isEqualTo("/a");
        assertThat(pattern("/a/")).isEqualTo("/a/");
        assertThat(pattern("/a/x/y")).isEqualTo("/a/");
        assertThat(pattern("/a/b/x")).isEqualTo("/a/b/");
        assertThat(pattern("/ab")).isEqualTo("none");
        assertThat(pattern("")).isEqualTo("none");
    }

    @Test
    void headIsWhereGetIsAndAllowSaysSo() {
        RouteTable.Entry entry = table.find("/a");
        assertThat(entry.handler("HEAD")).isSameAs(entry.handler("GET"));
        assertThat(entry.handler("PATCH")).isNull();
        assertThat(entry.allowed()).isEqualTo("GET, HEAD, POST");
        assertThat(table.find("/a/b/c").handler("HEAD")).isNull();
    }

    @Test
    void twoHandlersForOneRouteAreAMistake() {
        assertThatThrownBy(() -> table.on("GET", "/a", exchange -> {})).hasMessageContaining("two handlers");
    }
}
