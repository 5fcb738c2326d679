// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.smtp;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts whom the JVM's own manager trusts, and says more of whom it does not: only here the certificate is still known. */
final class ExplainingTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager judge;
    private final ServerCertificates shown;

    ExplainingTrust(X509ExtendedTrustManager judge, ServerCertificates shown) {
        this.judge = judge;
        this.shown = shown;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        shown.shown(host(socket), socket.getPort(), chain[0]);
        try {
            judge.checkServerTrusted(chain, type, socket);
        } catch (CertificateException e) {
            throw CertificateFault.of(chain, host(socket), e);
        }
    }

    private static String host(Socket socket) {
        SSLSession session = socket instanceof SSLSocket encrypted ? encrypted.getHandshakeSession() : null;
        return session == null ? "in Host" : session.getPeerHost();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        judge.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        judge.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        judge.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        judge.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        judge.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return judge.getAcceptedIssuers();
    }
}
