// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.ingress;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import org.notificationgateway.intake.Contract;

/**
 * Shows anybody at the HTTP door what a request may be. No route does it, since there is nothing in it to decide: the two
 * documents tell nothing of the mail or the machine, and no key is asked for. Safe to share.
 */
public final class ContractHandlers {
    private final byte[] schema;
    private final byte[] openApi;

    public ContractHandlers(Contract contract) throws IOException {
        schema = contract.schema();
        openApi = contract.openApi();
    }

    /** Serves {@code GET /schema} and {@code GET /openapi.json}. */
    public void install(Router router) {
        serve(router, "/schema", "application/schema+json", schema);
        serve(router, "/openapi.json", "application/json", openApi);
    }

    /** Serves the same of the management port. */
    public static void installForOperators(Router router) throws IOException {
        serve(router, "/openapi.json", "application/json", Contract.managementApi());
    }

    private static void serve(Router router, String path, String type, byte[] document) {
        router.get(path).handler(context -> context.response()
                .putHeader("Content-Type", type)
                .end(Buffer.buffer(document)));
    }
}
