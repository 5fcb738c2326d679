// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import java.util.List;
import org.notificationgateway.outbox.Acceptance;
import org.notificationgateway.outbox.Storable;
import org.notificationgateway.outbox.Submission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A batch of requests with the mails of those that are sound; stored, it is the answer for the door.
 *
 * @param mails one for each sound request, in their order
 */
record ComposedBatch(RequestBatch batch, List<Submission> mails, String trace) implements Storable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway.intake");

    @Override
    public IntakeResult stored(List<Acceptance> stored) throws InvalidRequestException {
        IntakeResult answer = IntakeResult.of(batch, stored);
        answer.summaries().forEach(line -> LOG.info("{}{}", line, trace.isEmpty() ? "" : " (trace " + trace + ")"));
        return answer;
    }
}
