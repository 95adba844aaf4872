package io.gramme.node.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Host and port, as {@code host:port}; IPv6 addresses in brackets. Names are not resolved here.
 *
 * @param host a name or a literal address, without brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record Address(String host, int port) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,252})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,32})?");

    /** @throws IllegalArgumentException when host or port cannot be */
    public Address {
        checkHost(host);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is outside 0 to 65535");
        }
    }

    /**
     * An address from its text.
     *
     * @throws IllegalArgumentException with the reason when it is none
     */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (colon < 0 || !port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("the port is missing");
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets, as in [::1]:7070");
        }
        return new Address(host, Integer.parseInt(port));
    }

    static void checkHost(String host) {
        boolean fits = host.indexOf(':') < 0
                ? NAME.matcher(host).matches()
                : IPV6.matcher(host).matches();
        if (!fits) {
            throw new IllegalArgumentException("\"" + host + "\" is no host name or address");
        }
    }

    /** True if only this machine can reach it: localhost, 127.0.0.0/8 or ::1. */
    public boolean isLoopback() {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.matches("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}")
                || name.matches("(0{0,4}:){2,7}0{0,3}1");
    }

    /** True if it stands for all addresses of the machine: 0.0.0.0 or ::. */
    public boolean isWildcard() {
        return host.equals("0.0.0.0") || host.matches("(0{0,4}:){2,7}0{0,4}");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
