// SPDX-License-Identifier: Apache-2.0
// An SMTP server that demands STARTTLS and a login and forgets each mail. No delay before the greeting and no Nagle, so
// that it slows nobody down. Answers each line of input with one: `up` and `down` with `done`, `count` with the number
// of mails since the last `up`. One process for all runs: a new one would have to be compiled anew each time.
'use strict';

const fs = require('fs');
const readline = require('readline');
const { SMTPServer, sockets } = require('./at-once');

const key = fs.readFileSync(process.env.SMTP_KEY);
const cert = fs.readFileSync(process.env.SMTP_CERTIFICATE);
let server;
let mails;

function up(done) {
  mails = 0;
  server = new SMTPServer({
    key,
    cert,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    onAuth: (auth, session, answer) => answer(null, { user: auth.username }),
    onData: (stream, session, answer) => {
      stream.on('end', () => {
        mails++;
        answer();
      });
      stream.resume();
    },
  });
  server.on('error', () => {}); // a client that hangs up is no fault of the server
  server.listen(Number(process.env.SMTP_PORT), '127.0.0.1', done);
}

function down(done) {
  server.close(done);
  sockets.forEach((socket) => socket.destroy());
}

const done = () => console.log('done');
const commands = { up: () => up(done), down: () => down(done), count: () => console.log(mails) };
readline.createInterface({ input: process.stdin })
  .on('line', (line) => commands[line]())
  .on('close', () => process.exit());
console.log('ready');
