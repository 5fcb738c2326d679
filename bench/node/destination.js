// SPDX-License-Identifier: Apache-2.0
// A mailbox of Microsoft 365 as its clients see it: it bears three submissions at a time, each of which takes 100 ms, and
// refuses a fourth with the documented words. Answers each line of input with one: `up` and `down` with `done`, `count`
// with the number of mails that it took since the last `up`, `refused` with that of refusals.
'use strict';

const readline = require('readline');
const { SMTPServer, sockets } = require('./at-once');

const MOST = 3;
const MILLIS = 100;
let server;
let mails;
let refused;
let submissions;

function submit(stream, answer) {
  submissions++;
  const tooMany = submissions > MOST;
  stream.on('end', () => setTimeout(() => {
    submissions--;
    if (tooMany) {
      refused++;
      answer(Object.assign(new Error('4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded'), { responseCode: 432 }));
    } else {
      mails++;
      answer();
    }
  }, tooMany ? 0 : MILLIS));
  stream.resume();
}

function up(done) {
  mails = 0;
  refused = 0;
  submissions = 0;
  server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData: (stream, session, answer) => submit(stream, answer),
  });
  server.on('error', () => {}); // a client that hangs up is no fault of the server
  server.listen(Number(process.env.SMTP_PORT), '127.0.0.1', done);
}

function down(done) {
  server.close(done);
  sockets.forEach((socket) => socket.destroy());
}

const done = () => console.log('done');
const commands = {
  up: () => up(done),
  down: () => down(done),
  count: () => console.log(mails),
  refused: () => console.log(refused),
};
readline.createInterface({ input: process.stdin })
  .on('line', (line) => commands[line]())
  .on('close', () => process.exit());
console.log('ready');
