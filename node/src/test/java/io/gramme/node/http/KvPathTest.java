package io.gramme.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gramme.ring.Key;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KvPathTest {
    private static KvPath parse(String rest) {
        return KvPath.parse("/v1/kv/" + rest, KvRoutes.PREFIX);
    }

    private static byte[] name(String rest) {
        return ((KvPath.OfKey) parse(rest)).key().name();
    }

    @Test
    void dotsAndEncodedSlashesAreKeys() {
        assertThat(name("b/.")).isEqualTo(new byte[] {'.'});
        assertThat(name("b/..")).isEqualTo(new byte[] {'.', '.'});
        assertThat(name("b/%2e%2E")).isEqualTo(new byte[] {'.', '.'});
        assertThat(name("b/a%2Fb")).isEqualTo("a/b".getBytes());
        assertThat(name("b/%20")).isEqualTo(new byte[] {' '});
        assertThat(name("b/+")).isEqualTo(new byte[] {'+'});
        assertThat(name("b/%FF%00")).isEqualTo(new byte[] {(byte) 0xff, 0});
    }

    @Test
    void escapesAreDecodedOnce() {
        assertThat(name("b/%2525")).isEqualTo("%25".getBytes());
    }

    @Test
    void brokenEscapesAndMissingPartsAreRefused() {
        for (String bad : new String[] {"b/%", "b/%2", "b/%zz", "%/k", "", "/k", "b/k/l"}) {
            assertThat(parse(bad)).as(bad).isInstanceOf(KvPath.Bad.class);
        }
    }

    @Test
    void longPartsAre414() {
        assertThat(((KvPath.Bad) parse("b/" + "k".repeat(1025))).status()).isEqualTo(414);
        assertThat(((KvPath.Bad) parse("b".repeat(129) + "/k")).status()).isEqualTo(414);
        assertThat(parse("b".repeat(128) + "/" + "k".repeat(1024))).isInstanceOf(KvPath.OfKey.class);
    }

    @Test
    void aBucketAloneIsABucket() {
        assertThat(parse("cart")).isInstanceOf(KvPath.OfBucket.class);
        assertThat(parse("cart/")).isInstanceOf(KvPath.OfBucket.class);
    }

    @Test
    void everyKeySurvivesItsPath() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bucket = new byte[1 + random.nextInt(8)];
            byte[] name = new byte[1 + random.nextInt(12)];
            random.nextBytes(bucket);
            random.nextBytes(name);
            if (random.nextInt(4) == 0) {
                name = "..".substring(random.nextInt(2)).getBytes();
            }
            String path = KvRoutes.PREFIX + Escaped.segment(bucket) + "/" + Escaped.segment(name);
            assertThat(path).matches("[A-Za-z0-9/._~%-]+");
            assertThat(KvPath.parse(path, KvRoutes.PREFIX)).isEqualTo(new KvPath.OfKey(Key.of(bucket, name)));
        }
    }
}
