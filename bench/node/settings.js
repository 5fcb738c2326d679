// SPDX-License-Identifier: Apache-2.0
// What the harness tells each Node.js peer, by the environment; one place for the pool that all of them use.
'use strict';

const nodemailer = require('nodemailer');
const fs = require('fs');

const FROM = 'no-reply@contoso.com';

/** nodemailer's pool as shipped, but for the number of connections, which is the gateway's where the harness names one. */
function pool() {
  const tls = process.env.SMTP_CERTIFICATE;
  return nodemailer.createTransport({
    pool: true,
    host: '127.0.0.1',
    port: Number(process.env.SMTP_PORT),
    ...(process.env.SMTP_CONNECTIONS ? { maxConnections: Number(process.env.SMTP_CONNECTIONS) } : {}),
    ...(tls
      ? { requireTLS: true, auth: { user: 'gateway', pass: 'secret' }, tls: { ca: fs.readFileSync(tls) } }
      : { ignoreTLS: true }),
  });
}

module.exports = { FROM, pool };
