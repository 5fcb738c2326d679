// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.delivery.RepliesFile;
import org.notificationgateway.delivery.ReplyExplanation;
import org.notificationgateway.operations.GatewayHome;
import org.notificationgateway.operations.GatewayProperties;
import org.notificationgateway.operations.GatewaySettings;
import org.notificationgateway.operations.KeyExplanation;
import org.notificationgateway.operations.OAuthSettings;
import org.notificationgateway.operations.SenderExplanations;
import org.notificationgateway.operations.SmtpServerSettings;
import org.notificationgateway.settings.Explanation;
import org.notificationgateway.settings.InvalidSettingsException;
import org.notificationgateway.settings.MailSettings;
import org.notificationgateway.settings.Senders;
import org.notificationgateway.settings.StartRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what holds and what decided it, of MailSettings or of one key of the properties, so that nobody has to guess. */
@Command(name = "explain", description = "Shows effective MailSettings, or one key of application.properties, and what decided it.",
        mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SENDER|KEY|REPLY", arity = "0..1",
            description = "sender (default: all), key of config/application.properties, such as outbox.consumers, or reply of an"
                    + " SMTP server, such as 554-5.2.0")
    private @Nullable String asked;

    @Option(names = "--json", description = "for machines")
    private boolean json;

    @Mixin
    private HomeOption home = new HomeOption();

    @Override
    public Integer call() {
        try {
            GatewayHome checked = home.checked();
            if (asked != null && asked.matches("[45]\\d\\d([- ].*)?")) {
                return explainReply(checked, asked);
            }
            if (asked != null && asked.indexOf('.') >= 0) { // no sender has a dot
                KeyExplanation explanation = KeyExplanation.of(checked, asked, System.getenv());
                System.out.print(json ? explanation.json() + "\n" : explanation.text());
                return 0;
            }
            Senders senders = GatewaySettings.loader(checked, UnaryOperator.identity()).load();
            GatewayProperties properties = GatewayProperties.of(checked);
            OAuthSettings tokens = new OAuthSettings(properties, senders);
            SmtpServerSettings servers = new SmtpServerSettings(properties, senders, tokens);
            List<MailSettings> wanted = asked == null ? senders.all() : List.of(senders.of(asked));
            List<Explanation> explanations =
                    wanted.stream().map(SenderExplanations.of(checked, tokens, servers)::of).toList();
            print(explanations);
            return 0;
        } catch (StartRefusedException | InvalidSettingsException | IllegalArgumentException e) {
            System.err.println(Lines.prefixed(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            System.err.println(Lines.prefixed("explanation was not written: " + e.getMessage()));
        }
        return 1;
    }

    private void print(List<Explanation> explanations) throws JsonProcessingException {
        if (json) {
            System.out.println(Explanation.json(explanations));
        } else {
            explanations.forEach(explanation -> System.out.println(explanation.text()));
        }
    }

    /** What the table of replies makes of a code, such as 554-5.2.0. */
    private static int explainReply(GatewayHome home, String code) throws IOException {
        String[] parts = code.split("[- ]", 2);
        List<String> lines = ReplyExplanation.of(
                RepliesFile.of(home.directory()), Integer.parseInt(parts[0]), parts.length > 1 ? parts[1] : "");
        System.out.println(code);
        lines.forEach(line -> System.out.println("  " + line));
        return 0;
    }
}
