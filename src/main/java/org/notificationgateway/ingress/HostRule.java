// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.settings.GatewayKey;
import org.notificationgateway.settings.StartRefusedException;

/**
 * Keeps web pages out: a page whose own name was made to point here (DNS rebinding) shows it in Host, any other page in
 * Origin or Sec-Fetch-Site, and neither header can be changed by a script. Safe to share.
 */
public final class HostRule {
    /** RFC 9110 7.2, as far as names are used that an operator could list. */
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::([0-9]{0,5}))?");
    private static final String OBSERVE = "/observe/";

    private final Set<String> listed;
    private final BooleanSupplier keys;

    /**
     * @param listed names and addresses that callers may use, as {@link #parse} gives them
     * @param keys true while a key is asked for: then any name will do, unless some are listed
     */
    public HostRule(Set<String> listed, BooleanSupplier keys) {
        this.listed = Set.copyOf(listed);
        this.keys = keys;
    }

    /**
     * Reads a list of hosts with commas between.
     *
     * @throws StartRefusedException if one is no host alone, such as a URL
     */
    public static Set<String> parse(String key, String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(host -> !host.isEmpty())
                .map(host -> {
                    Matcher matcher = HOST.matcher(NetUtil.isValidIpV6Address(host) ? "[" + host + "]" : host);
                    if (!matcher.matches() || matcher.group(2) != null) {
                        throw new StartRefusedException(key, "names '" + host + "'",
                                "host names and addresses without a port, with commas between, such as mail.contoso.com",
                                GatewayKey.where(key));
                    }
                    return folded(matcher.group(1));
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The status that the request is refused with, or 0 when nothing speaks against it. */
    int refusal(HttpServerRequest request) {
        SocketAddress here = request.localAddress();
        return refusal(request.version(), request.uri(), request.headers(),
                String.valueOf(here == null ? null : here.hostAddress()));
    }

    /** @param here the address that was connected to */
    int refusal(HttpVersion version, String uri, MultiMap headers, String here) {
        List<String> hosts = headers.getAll("Host");
        boolean none = hosts.isEmpty() && version == HttpVersion.HTTP_1_0; // which no browser speaks
        if (hosts.size() != 1 && !none) {
            return 400; // RFC 9112 3.2
        }
        String host = none ? null : hosts.get(0).strip();
        String target = targetHost(uri);
        if (host != null && !HOST.matcher(host).matches() || target != null && !HOST.matcher(target).matches()) {
            return 400;
        }
        if (!isOurs(host, uri, here) || !isOurs(target, uri, here)) {
            return 421;
        }
        boolean foreign = headers.getAll("Origin").stream().anyMatch(origin -> isForeign(origin, host))
                || headers.getAll("Sec-Fetch-Site").stream().anyMatch(site -> site.strip().equalsIgnoreCase("cross-site"));
        return foreign ? 403 : 0;
    }

    /** What an absolute target names instead of Host (RFC 9112 3.2.2); null for the usual form. */
    private static @Nullable String targetHost(String uri) {
        int scheme = uri.indexOf("://");
        if (uri.startsWith("/") || uri.startsWith("*") || scheme < 0) {
            return null;
        }
        String rest = uri.substring(scheme + 3);
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return rest.substring(0, end);
    }

    private boolean isOurs(@Nullable String authority, String uri, String here) {
        if (authority == null) {
            return true;
        }
        String host = hostOf(authority);
        if (listed.contains(host)) {
            return true;
        }
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        boolean local = host.equals("localhost") || literal != null && (isObserved(uri) || isHere(literal, here));
        return local ? listed.isEmpty() || !keys.getAsBoolean() : listed.isEmpty() && keys.getAsBoolean(); // which looks at a file
    }

    /** For probes, which name the address of a pod or a balancer. Only as it is spelt: a path may be a detour. */
    private static boolean isObserved(String uri) {
        String path = uri.split("\\?", 2)[0];
        return path.startsWith(OBSERVE) && !path.contains("..") && path.indexOf('%') < 0;
    }

    private static boolean isHere(InetAddress literal, String here) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(here);
        return address != null && Arrays.equals(plain(address), plain(literal));
    }

    /** An IPv4 address that an IPv6 socket shows as ::ffff:a.b.c.d is that IPv4 address. */
    private static byte[] plain(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean mapped = bytes.length == 16 && bytes[10] == -1 && bytes[11] == -1;
        for (int i = 0; mapped && i < 10; i++) {
            mapped = bytes[i] == 0;
        }
        return mapped ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    private boolean isForeign(String origin, @Nullable String host) {
        try {
            URI page = new URI(origin.strip());
            String name = page.getHost() == null ? "" : folded(page.getHost());
            int standard = "https".equalsIgnoreCase(page.getScheme()) ? 443 : 80;
            int port = page.getPort() < 0 ? standard : page.getPort();
            if (name.isEmpty() || host == null) {
                return true;
            }
            int here = portOf(host, standard);
            boolean same = name.equals(hostOf(host)) && port == here;
            return !same && !(listed.contains(name) && (port == standard || port == here)); // behind a proxy
        } catch (URISyntaxException e) {
            return true; // "null" among them: a sandboxed page, or a file
        }
    }

    private static String hostOf(String authority) {
        Matcher matcher = HOST.matcher(authority);
        return matcher.matches() ? folded(matcher.group(1)) : "";
    }

    private static int portOf(String authority, int standard) {
        Matcher matcher = HOST.matcher(authority);
        String port = matcher.matches() ? matcher.group(2) : null;
        return port == null || port.isEmpty() ? standard : Integer.parseInt(port);
    }

    private static String folded(String host) {
        String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(plain);
        return literal == null ? plain.toLowerCase(Locale.ROOT) : literal.getHostAddress(); // which has many spellings
    }
}
