// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.settings;

import java.util.List;
import java.util.regex.Pattern;
import org.notificationgateway.settings.Measure.Whole;
import org.notificationgateway.settings.ValueType.Choice;
import org.notificationgateway.settings.ValueType.Flag;
import org.notificationgateway.settings.ValueType.Secret;
import org.notificationgateway.settings.ValueType.Text;
import org.notificationgateway.settings.ValueType.Word;

/** Keys of Camel's own that are shipped, or told of, with what this gateway takes. */
final class CamelKeys {
    private static final Word PATH = new Word("URL path", Pattern.compile("/\\S*"));
    private static final Word HOST = new Word("host name or IP address", Pattern.compile("[A-Za-z0-9.:_%\\[\\]-]+"));

    static final List<GatewayKey> ALL = List.of(
            new GatewayKey("camel.server.enabled", new Flag(), "true",
                    "Starts the HTTP server of this door."),
            new GatewayKey("camel.server.host", HOST, "127.0.0.1",
                    "Address it listens on."),
            new GatewayKey("camel.server.port", new Whole("port", 0, 65535), "8080",
                    "Port it listens on."),
            new GatewayKey("camel.server.maxBodySize", new Whole("bytes", 1, 2147483647), "{{intake.max-request-size}}",
                    "Largest request body; more answers 413."),
            new GatewayKey("camel.server.path", PATH, "/",
                    "Prefix of all paths."),
            new GatewayKey("camel.server.fileUploadEnabled", new Flag(), "false",
                    "Form uploads."),
            new GatewayKey("camel.management.enabled", new Flag(), "true",
                    "Starts the HTTP server of health and metrics."),
            new GatewayKey("camel.management.host", HOST, "127.0.0.1",
                    "Address it listens on."),
            new GatewayKey("camel.management.port", new Whole("port", 0, 65535), "9876",
                    "Port it listens on."),
            new GatewayKey("camel.management.healthCheckEnabled", new Flag(), "true",
                    "Serves `/observe/health`."),
            new GatewayKey("camel.management.metricsEnabled", new Flag(), "true",
                    "Serves `/observe/metrics`."),
            new GatewayKey("camel.management.devConsoleEnabled", new Flag(), "false",
                    "Serves Camel's developer console at `/q/dev`."),
            new GatewayKey("camel.health.exposureLevel", new Choice(List.of("full", "oneline", "default")), "full",
                    "`full`: health lists each check, with its warnings; `default`: only UP or DOWN."),
            new GatewayKey("camel.metrics.enabled", new Flag(), "true",
                    "Collects the metrics."),
            new GatewayKey("camel.metrics.enableExchangeEventNotifier", new Flag(), "false",
                    "Collects them for each endpoint, too, which costs CPU for each mail."),
            new GatewayKey("camel.metrics.enableRouteEventNotifier", new Flag(), "false",
                    "Counts the routes, too."),
            new GatewayKey("camel.metrics.enableRoutePolicy", new Flag(), "true",
                    "Counts and times the exchanges of each route."),
            new GatewayKey("camel.metrics.routePolicyLevel", new Choice(List.of("route", "all", "context")), "route",
                    "`route`: by route."),
            new GatewayKey("camel.main.name", new Text("text"), "notification-gateway",
                    "Name of the Camel context, a label of every metric."),
            new GatewayKey("camel.main.streamCachingEnabled", new Flag(), "false",
                    "Lets steps read a stream twice."),
            new GatewayKey("camel.main.routesIncludePattern", new Text("path pattern"), "file:{{gateway.home:.}}/routes/*.camel.yaml",
                    "Which files hold the routes."),
            new GatewayKey("camel.main.jmxEnabled", new Flag(), "false",
                    "Shows the routes to JMX."),
            new GatewayKey("camel.main.devConsoleEnabled", new Flag(), "false",
                    "Makes Camel's developer console."),
            new GatewayKey("camel.main.routesReloadEnabled", new Flag(), "false",
                    "An edited route file takes effect without a restart."),
            new GatewayKey("camel.main.routesReloadDirectory", new Text("path"), "{{gateway.home:.}}/routes",
                    "Folder watched for that."),
            new GatewayKey("camel.main.routesReloadPattern", new Text("file pattern"), "*.camel.yaml",
                    "Files watched for that."),
            new GatewayKey("camel.main.routesReloadRemoveAllRoutes", new Flag(), "false",
                    "Stops every route before a reload."),
            new GatewayKey("camel.main.shutdownTimeout", new Whole("seconds", 1, 86400), "20",
                    "How long an orderly stop waits for work in flight."),
            new GatewayKey("camel.main.shutdownLogInflightExchangesOnTimeout", new Flag(), "true",
                    "Names in the log what was still at work when that time was over."),
            new GatewayKey("camel.main.sourceLocationEnabled", new Flag(), "true",
                    "Error tables in the log name file and line of a step."),
            new GatewayKey("camel.main.startupSummaryLevel", new Choice(List.of("Off", "Oneline", "Brief", "Default", "Verbose")), "Brief",
                    "How much Camel itself logs about its start."),
            new GatewayKey("camel.main.useBreadcrumb", new Flag(), "false",
                    "Camel's own tracing id."),
            new GatewayKey("camel.ssl.enabled", new Flag(), "false",
                    "TLS for each port that is told to use it."),
            new GatewayKey("camel.ssl.keyStore", new Text("`file:` and a path"), "",
                    "Keystore with the gateway's key and certificate chain."),
            new GatewayKey("camel.ssl.keystorePassword", new Secret(), "",
                    "Its password, and that of the key in it."),
            new GatewayKey("camel.ssl.clientAuthentication", new Choice(List.of("NONE", "WANT", "REQUIRE")), "NONE",
                    "`REQUIRE`: only who shows a certificate that is trusted may connect."),
            new GatewayKey("camel.ssl.trustStore", new Text("`file:` and a path"), "",
                    "Truststore with the certificates, or their issuers, that are trusted."),
            new GatewayKey("camel.ssl.trustStorePassword", new Secret(), "",
                    "Its password."),
            new GatewayKey("camel.ssl.trustAllCertificates", new Flag(), "false",
                    "Leave it off."),
            new GatewayKey("camel.server.useGlobalSslContextParameters", new Flag(), "false",
                    "The HTTP door speaks TLS, and nothing else."),
            new GatewayKey("camel.management.useGlobalSslContextParameters", new Flag(), "false",
                    "The management port does."));

    private CamelKeys() {}
}
