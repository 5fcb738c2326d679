// SPDX-License-Identifier: Apache-2.0
// The gateway that one would write in an afternoon: express takes the request, nodemailer's pool sends it, then 200.
'use strict';

const express = require('express');
const { FROM, pool } = require('./settings');

const mailer = pool();
const app = express();
app.use(express.json({ limit: '25mb' }));
app.post('/notifications', async (request, response) => {
  const { to, subject, text } = request.body;
  await mailer.sendMail({ from: FROM, to, subject, text });
  response.status(200).end();
});
const server = app.listen(Number(process.env.HTTP_PORT), '127.0.0.1', () => console.log('ready'));
server.keepAliveTimeout = 0; // never closes a connection under a waiting client
process.stdin.on('end', () => process.exit()).resume();
