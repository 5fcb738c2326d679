// SPDX-License-Identifier: Apache-2.0
// An SMTP server that demands STARTTLS and a login and forgets each mail. Answers each line `count` with the number of
// mails so far. No delay before the greeting and no Nagle, so that it slows nobody down.
'use strict';

const fs = require('fs');
const path = require('path');
const readline = require('readline');
const { SMTPServer } = require('smtp-server');

// smtp-server waits 100 ms before its greeting; that is a policy against spam, not a part of the work measured.
const inner = path.join(path.dirname(require.resolve('smtp-server')), 'smtp-connection.js');
const { SMTPConnection } = require(inner);
SMTPConnection.prototype.init = function init() {
  this._socket.setNoDelay(true);
  this._setListeners(() => this.connectionReady());
};

let mails = 0;
const server = new SMTPServer({
  key: fs.readFileSync(process.env.SMTP_KEY),
  cert: fs.readFileSync(process.env.SMTP_CERTIFICATE),
  authMethods: ['PLAIN', 'LOGIN'],
  disableReverseLookup: true,
  onAuth: (auth, session, done) => done(null, { user: auth.username }),
  onData: (stream, session, done) => {
    stream.on('end', () => {
      mails++;
      done();
    });
    stream.resume();
  },
});
server.on('error', () => {}); // a client that hangs up is no fault of the server
server.listen(Number(process.env.SMTP_PORT), '127.0.0.1', () => console.log('ready'));
readline.createInterface({ input: process.stdin })
  .on('line', () => console.log(mails))
  .on('close', () => process.exit());
