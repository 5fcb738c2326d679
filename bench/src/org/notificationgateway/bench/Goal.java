// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What the gateway is measured against: the one place for every figure that must be reached.
 *
 * @param row id of the row
 * @param peer side that ours is divided by; empty for a figure by itself
 * @param atLeast false: the bound is the most that is allowed
 */
record Goal(String row, String peer, String figure, boolean atLeast, double bound) {
    static final String STOCK = "stock Camel";
    static final String NODEMAILER = "nodemailer pool";
    static final String EXPRESS = "express + nodemailer";
    static final String STOCK_JMS = "stock Camel to JMS";
    static final String RAW_JMS = "Artemis sends";
    static final String PLAIN_WRITER = "plain Java writer";

    static final List<Goal> ALL = List.of(
            times("smtp-2k", STOCK, Sample.MAILS, 3),
            share("smtp-2k", STOCK, Sample.CPU, 1 / 3.0),
            times("smtp-20k", STOCK, Sample.MAILS, 12),
            times("tls", STOCK, Sample.MAILS, 15),
            times("tls", NODEMAILER, Sample.MAILS, 1),
            times("http-16", STOCK, Sample.REQUESTS, 3),
            share("http-16", STOCK, Sample.CPU, 1 / 2.0),
            times("http-16", EXPRESS, Sample.REQUESTS, 3),
            times("http-64", STOCK, Sample.REQUESTS, 3),
            share("http-64", STOCK, Sample.CPU, 1 / 2.0),
            times("http-64", EXPRESS, Sample.REQUESTS, 3),
            times("durable-64", STOCK_JMS, Sample.REQUESTS, 1.5),
            times("pickup-1", PLAIN_WRITER, Sample.MAILS, 1),
            times("pickup-4", PLAIN_WRITER, Sample.MAILS, 0.8),
            times("pickup-16", PLAIN_WRITER, Sample.MAILS, 0.8),
            times("attachments", STOCK, Sample.MAILS, 1.2),
            new Goal("attachments-256m", "", Sample.DELIVERED, true, 200),
            new Goal("startup-17", "", Sample.READY, false, 2.5),
            new Goal("startup-25", "", Sample.READY, false, 1.5),
            new Goal("startup-17", "", Sample.RESIDENT, false, 200),
            new Goal("startup-25", "", Sample.RESIDENT, false, 200));

    private static Goal times(String row, String peer, String figure, double atLeast) {
        return new Goal(row, peer, figure, true, atLeast);
    }

    private static Goal share(String row, String peer, String figure, double atMost) {
        return new Goal(row, peer, figure, false, atMost);
    }

    /** Ours divided by the peer's, or ours alone; empty if one of them was not measured. */
    OptionalDouble measured(Row of) {
        if (!of.id().equals(row) || of.side(Side.OURS).filter(ours -> ours.has(figure)).isEmpty()) {
            return OptionalDouble.empty();
        }
        double ours = of.side(Side.OURS).get().median(figure);
        if (peer.isEmpty()) {
            return OptionalDouble.of(ours);
        }
        return of.side(peer).filter(other -> other.has(figure))
                .map(other -> OptionalDouble.of(ours / other.median(figure)))
                .orElse(OptionalDouble.empty());
    }

    boolean isMetBy(double measured) {
        return atLeast ? measured >= bound : measured <= bound;
    }

    /** Above 1 when met: how often the bound fits into what was measured, or the other way round. */
    double reach(double measured) {
        return atLeast ? measured / bound : bound / measured;
    }

    String words() {
        return (atLeast ? "≥ " : "≤ ") + Figures.text(bound);
    }
}
