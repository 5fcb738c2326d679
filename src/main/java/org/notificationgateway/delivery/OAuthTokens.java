// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.notificationgateway.delivery.TokenEndpoint.Grant;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.smtp.AccessTokens;
import org.notificationgateway.smtp.ServerFaultException;

/**
 * Fetches the access tokens of senders and keeps each until shortly before its end, so that many lines cost one request.
 * A caller that needs a token while it is being fetched waits for that one. Safe to share.
 */
public final class OAuthTokens implements AccessTokens {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MARGIN = Duration.ofMinutes(2);

    private final Map<String, OAuthClient> clients;
    private final Senders senders;
    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final Map<String, FutureTask<Grant>> grants = new ConcurrentHashMap<>();

    public OAuthTokens(Collection<OAuthClient> clients, Senders senders, Clock clock) {
        this(clients, senders, new TokenEndpoint(PATIENCE, clock), clock);
    }

    OAuthTokens(Collection<OAuthClient> clients, Senders senders, TokenEndpoint endpoint, Clock clock) {
        this.clients = clients.stream().collect(Collectors.toUnmodifiableMap(OAuthClient::sender, Function.identity()));
        this.senders = senders;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    @Override
    public boolean isConfigured(String sender) {
        return clients.containsKey(sender);
    }

    @Override
    public Token of(String sender) throws ServerFaultException {
        OAuthClient client = clients.get(sender);
        if (client == null) {
            throw new IllegalStateException("no tokens are configured for sender " + sender);
        }
        FutureTask<Grant> mine = new FutureTask<>(() -> endpoint.fetch(client));
        FutureTask<Grant> shared =
                grants.compute(sender, (name, last) -> last == null || isOver(last) ? mine : last);
        if (shared == mine) {
            mine.run();
        }
        return new Token(client.mailbox(senders.of(sender)), outcome(shared).token());
    }

    @Override
    public void forget(String sender) {
        grants.remove(sender);
    }

    @Override
    public String diagnosis(Token token) {
        return TokenDiagnosis.of(token.value(), token.user());
    }

    /** True for a failed fetch, and for a token that might end before a server has looked at it. */
    private boolean isOver(Future<Grant> grant) {
        try {
            return grant.isDone() && !clock.instant().isBefore(outcome(grant).expires().minus(MARGIN));
        } catch (ServerFaultException e) {
            return true;
        }
    }

    private static Grant outcome(Future<Grant> grant) throws ServerFaultException {
        try {
            return grant.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerFaultException("interrupted while waiting for a token", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerFaultException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
