// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** Says what is wrong with a server's certificate and what to change, where Java's own words name a class and half of it. */
final class CertificateFault extends CertificateException {
    private static final int MOST_NAMES = 5;
    private static final int LONGEST_NAMES = 200;

    private CertificateFault(String message, CertificateException cause) {
        super(message, cause);
    }

    /** The failure itself where nothing more is known of it. */
    static CertificateException of(X509Certificate[] chain, String host, CertificateException failure) {
        for (X509Certificate certificate : chain) {
            try {
                certificate.checkValidity();
            } catch (CertificateException e) {
                if (isAbout(failure, e.getClass())) {
                    return ofDates(certificate, e);
                }
            }
        }
        String message = String.valueOf(failure.getMessage());
        boolean name = message.startsWith("No subject alternative") || message.startsWith("No name matching");
        return name && chain.length > 0 ? ofName(chain[0], host, failure) : failure;
    }

    /** Of a certificate that is expired or not yet valid. */
    static CertificateFault ofDates(X509Certificate certificate, CertificateException failure) {
        return failure instanceof CertificateNotYetValidException
                ? new CertificateFault("its certificate is valid from " + day(certificate.getNotBefore())
                        + " on only. Compare the clocks of both machines", failure)
                : new CertificateFault("its certificate expired on " + day(certificate.getNotAfter())
                        + ". It must be renewed on the server; where delivery.smtp.trust holds it, put the new one there", failure);
    }

    /** The one that a failed handshake carries. */
    static Optional<CertificateFault> in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateFault fault) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    private static CertificateFault ofName(X509Certificate certificate, String host, CertificateException failure) {
        return new CertificateFault("the name " + host + " is not in its certificate, which is for " + names(certificate)
                + ". If it is the right server, write one of those as Host", failure);
    }

    private static boolean isAbout(Throwable failure, Class<?> kind) {
        boolean dates = kind == CertificateExpiredException.class || kind == CertificateNotYetValidException.class;
        for (Throwable cause = failure; cause != null && dates; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String names(X509Certificate certificate) {
        List<String> names = List.of();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            names = all == null ? List.of() : all.stream()
                    .filter(name -> name.size() > 1 && name.get(1) instanceof String)
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException e) {
            // then its subject has to do
        }
        String some = names.isEmpty()
                ? certificate.getSubjectX500Principal().getName()
                : String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)));
        boolean more = names.size() > MOST_NAMES || some.length() > LONGEST_NAMES;
        return "[" + some.substring(0, Math.min(some.length(), LONGEST_NAMES)) + (more ? ", …" : "") + "]";
    }

    private static LocalDate day(Date date) {
        return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
    }
}
