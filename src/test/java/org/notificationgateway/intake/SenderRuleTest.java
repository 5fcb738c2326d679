// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever may not send for a sender is told that, and nothing else of the request. */
class SenderRuleTest {
    private static final RequestReader READER = new RequestReader(
            Requests.SENDERS, Requests.LIMITS, "trace",
            (caller, sender) -> sender.equals("server") ? Optional.empty() : Optional.of(caller + " may not"));
    private static final String FOREIGN = Requests.with("sender", "\"agent\"");

    @Test
    void lacksForOneSender() throws Exception {
        assertEquals(1, read(Requests.GOOD, "desk").requests().size());
        assertEquals(List.of(new RequestFault(FaultCode.FORBIDDEN, "/sender", "desk may not")), refusal(FOREIGN).faults());
        assertEquals(1, read(FOREIGN, null).requests().size(), "a door that has all senders");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "{\"sender\":\"agent\",\"id\":\"../x\",\"foo\":1}|[FORBIDDEN /sender]", "{\"sender\":\"hr\"}|[FORBIDDEN /sender]",
        "{\"sender\":\"\"}|[FORBIDDEN /sender]"
    })
    void hidesAllOtherFaults(String request, String faults) {
        assertEquals(faults, Requests.faults(refusal(request)).toString());
    }

    @Test
    void isAskedForTheDefaultSenderToo() {
        RequestReader nobody = new RequestReader(
                Requests.SENDERS, Requests.LIMITS, "trace", (caller, sender) -> Optional.of("not for " + sender));
        var refused = assertThrows(InvalidRequestException.class,
                () -> nobody.read(Requests.GOOD.getBytes(UTF_8), "id", null, "desk"));
        assertEquals("not for server", refused.faults().get(0).detail());
    }

    @Test
    void refusesEachRequestOfAnArrayByItself() throws Exception {
        RequestBatch batch = read("[" + Requests.GOOD + "," + FOREIGN + "]", "desk");
        assertEquals(1, batch.requests().size());
        assertEquals(List.of(new RequestFault(FaultCode.FORBIDDEN, "/1/sender", "desk may not")),
                ((RefusedItem) batch.items().get(1)).faults());
    }

    @Test
    void makesAnArrayForbiddenWhenEachOfItsRequestsIs() throws Exception {
        assertEquals(403, status("[" + FOREIGN + "," + FOREIGN + "]"));
        assertEquals(422, status("[" + FOREIGN + ",{}]"));
        assertEquals(422, status("[" + FOREIGN + ",5]"));
        assertEquals(403, new Refusal().status(refusal(FOREIGN)));
        assertEquals(422, new Refusal().status(refusal("[]")));
    }

    private static int status(String array) throws InvalidRequestException {
        RequestBatch batch = read(array, "desk");
        return new Refusal().status(
                assertThrows(InvalidRequestException.class, () -> IntakeResult.of(batch, List.of())));
    }

    private static InvalidRequestException refusal(String json) {
        return assertThrows(InvalidRequestException.class, () -> read(json, "desk"));
    }

    private static RequestBatch read(String json, String caller) throws InvalidRequestException {
        return READER.read(json.getBytes(UTF_8), "id", null, caller);
    }
}
