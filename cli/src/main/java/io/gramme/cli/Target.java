package io.gramme.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster is meant: the options, else the environment, else the profile asked for or in use, else the local cluster of
 * this user, else the default port of this machine.
 *
 * @param bases data addresses, in the order to try them; at least one
 * @param admin admin address, or {@code null} to find it through the ring
 * @param token bearer token, or {@code null}
 */
record Target(
        List<URI> bases, @Nullable URI admin, @Nullable String token) {
    static final String DEFAULT_ENDPOINT = "http://127.0.0.1:7070";

    static Target of(Tool tool) {
        Profiles profiles = Profiles.open();
        Optional<String> profile = profiles.chosen(Home.first(tool.profile, System.getenv("GRAMME_PROFILE")));
        String endpoints = Home.first(
                String.join(",", tool.endpoints),
                tool.profile == null ? System.getenv("GRAMME_ENDPOINTS") : null,
                profile.map(name -> profiles.setting(name, "endpoints")).orElse(null));
        String admin = Home.first(
                tool.admin, profile.map(name -> profiles.setting(name, "admin")).orElse(null));
        String tokenFile =
                profile.map(name -> profiles.setting(name, "token-file")).orElse(null);
        String token =
                Home.first(tool.token, System.getenv("GRAMME_TOKEN"), tokenFile == null ? null : read(tokenFile));
        List<URI> bases = new ArrayList<>();
        if (endpoints == null) {
            bases.addAll(local());
        } else {
            for (String each : endpoints.split(",", -1)) {
                bases.add(base(each));
            }
        }
        return new Target(List.copyOf(bases), admin == null ? null : base(admin), token);
    }

    private static List<URI> local() {
        Properties kept = LocalCluster.kept(Home.local()).orElse(null);
        if (kept == null) {
            return List.of(base(DEFAULT_ENDPOINT));
        }
        List<URI> bases = new ArrayList<>();
        int nodes = Integer.parseInt(kept.getProperty("nodes", "1"));
        int basePort = Integer.parseInt(kept.getProperty("basePort", "7070"));
        for (int i = 1; i <= nodes; i++) {
            bases.add(base("127.0.0.1:" + LocalPorts.ofNode(basePort, i)));
        }
        return bases;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException unreadable) {
            throw new ToolFailure(ExitCodes.ERROR, "the token file " + file + " cannot be read");
        }
    }

    /** An address as people write it. */
    static URI base(String text) {
        String full = text.contains("://") ? text.strip() : "http://" + text.strip();
        try {
            URI address = URI.create(full);
            boolean known = List.of("http", "https").contains(String.valueOf(address.getScheme()));
            if (known && address.getHost() != null) {
                return URI.create(address.getScheme() + "://" + address.getRawAuthority());
            }
        } catch (IllegalArgumentException broken) {
            // the message below says it better
        }
        throw new ToolFailure(ExitCodes.USAGE, "'" + text + "' is no address: write http://127.0.0.1:7070");
    }
}
