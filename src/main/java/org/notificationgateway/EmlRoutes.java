// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.jspecify.annotations.Nullable;
import org.notificationgateway.operations.EmlFolders;

/** Makes a route of the template {@code ingress-eml} for each folder of finished mails. */
public final class EmlRoutes implements RouteTemplateParameterSource {
    /** Name of the template; with a dash and the folder's name that of its route. */
    public static final String TEMPLATE = "ingress-eml";

    private final Map<String, Map<String, Object>> routes = new LinkedHashMap<>();
    private final boolean bySelf;

    /** @param bySelf whether Camel is to make them at its start, when it has loaded the template */
    EmlRoutes(EmlFolders folders, boolean bySelf) {
        this.bySelf = bySelf;
        for (EmlFolders.Folder folder : folders.all()) {
            routes.put(TEMPLATE + "-" + folder.name(), Map.of(
                    TEMPLATE_ID, TEMPLATE,
                    "name", folder.name(),
                    "directory", folder.directory().toString().replace("%", "%2525"))); // Camel decodes it twice
        }
    }

    /** Makes them of a template that was loaded after the start. */
    public void addTo(CamelContext context) throws Exception {
        for (Map.Entry<String, Map<String, Object>> route : routes.entrySet()) {
            ((ModelCamelContext) context).addRouteFromTemplate(route.getKey(), TEMPLATE, route.getValue());
        }
    }

    @Override
    public @Nullable Map<String, Object> parameters(String routeId) {
        return routes.get(routeId);
    }

    @Override
    public Set<String> routeIds() {
        return bySelf ? routes.keySet() : Set.of();
    }
}
