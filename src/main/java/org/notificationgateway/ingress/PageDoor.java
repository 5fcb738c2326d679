// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.netty.util.NetUtil;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows by a cookie who looks at the page of the management port, since a browser shows no key. Nobody gets further with it than
 * to the paths of the page. Safe to share.
 */
public final class PageDoor {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.ingress");
    private static final Logger AUDIT = LoggerFactory.getLogger("gateway.audit");
    /** Where the page begins; all its other paths lie below {@link #BELOW}. */
    public static final String ROOT = "/";
    public static final String BELOW = "/page/";
    private static final String NOBODY = ""; // no key has that name

    private final ApiKeys keys;
    private final PageSessions sessions;
    private final WrongKeys wrongKeys;
    private final int port;
    private final String standing;

    /** What came of an attempt to sign in: a cookie was set, the key is wrong, or its caller has to wait so many seconds. */
    public record SignIn(boolean done, long seconds) {}

    /**
     * @param port of the management server
     * @param clock for intervals
     */
    public PageDoor(ApiKeys keys, int port, Clock clock) {
        this.keys = keys;
        this.sessions = new PageSessions(keys, clock);
        this.wrongKeys = new WrongKeys(clock);
        this.port = port;
        this.standing = sessions.secret();
    }

    /** True for a path of the page, spelt so that nobody can take it for another. */
    boolean serves(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        SocketAddress here = request.localAddress();
        return here != null && here.port() == port
                && (path.equals(ROOT) || path.matches("/page(/[A-Za-z0-9_-]+(\\.(css|svg))?)+"));
    }

    /** Says whose request it is, for what answers it. */
    String caller(HttpServerRequest request) {
        return keys.required() ? session(request).map(session -> session.key().name()).orElse(NOBODY) : ApiKeys.ANYONE;
    }

    /** True if nobody sees anything before signing in. */
    public boolean asks() {
        return keys.required();
    }

    /** The session that the request belongs to. */
    public Optional<PageSessions.Session> session(HttpServerRequest request) {
        Cookie cookie = request.getCookie(cookieName());
        return cookie == null ? Optional.empty() : sessions.find(cookie.getValue());
    }

    /** What a form of this browser must bring: a secret of its session, or of this process while there is none. */
    public String csrf(HttpServerRequest request) {
        return session(request).map(PageSessions.Session::csrf).orElse(standing);
    }

    /** True if the key would cross a network where others can read it. */
    public static boolean isClear(HttpServerRequest request) {
        SocketAddress from = request.remoteAddress();
        InetAddress address = from == null ? null : NetUtil.createInetAddressFromIpAddressString(from.hostAddress());
        return !request.isSSL() && (address == null || !address.isLoopbackAddress());
    }

    /** Begins a session for who shows a key. */
    public SignIn signIn(HttpServerRequest request, String key) {
        String address = request.remoteAddress().hostAddress();
        try {
            ApiKey holder = keys.of(keys.admit(key, null));
            wrongKeys.right(address);
            signOut(request); // a browser has one at a time
            request.response().addCookie(cookie(request, sessions.begin(holder)));
            AUDIT.info("{} signed in to the page from {}", holder.name(), address);
            return new SignIn(true, 0);
        } catch (UnauthorizedException e) {
            long seconds = wrongKeys.tried(address);
            if (seconds == 0) {
                LOG.warn("Somebody at {} was not let in to the page: no valid API key", address);
            }
            return new SignIn(false, seconds);
        }
    }

    /** Ends the session. */
    public void signOut(HttpServerRequest request) {
        Cookie cookie = request.getCookie(cookieName());
        if (cookie != null) {
            sessions.end(cookie.getValue());
            request.response().addCookie(cookie(request, "").setMaxAge(0));
        }
    }

    private Cookie cookie(HttpServerRequest request, String id) {
        return Cookie.cookie(cookieName(), id)
                .setPath("/")
                .setHttpOnly(true)
                .setSameSite(CookieSameSite.STRICT)
                .setSecure(request.isSSL() || !isLoopback(request));
    }

    /** Behind a proxy on this machine the connection is local, and the name that the browser knows is not. */
    private static boolean isLoopback(HttpServerRequest request) {
        String host = Objects.requireNonNullElse(request.getHeader("Host"), "").toLowerCase(Locale.ROOT)
                .replaceFirst(":\\d*$", "").replaceAll("[\\[\\]]", "");
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
        return host.equals("localhost") || address != null && address.isLoopbackAddress();
    }

    /** Browsers share cookies among the ports of a host. */
    private String cookieName() {
        return "gateway-session-" + port;
    }
}
