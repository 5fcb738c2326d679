// SPDX-License-Identifier: Apache-2.0
// nodemailer's pool without HTTP. Answers each line `send COUNT THREADS TEXT-BYTES ATTACHMENT-BYTES` with `done`, and `try`
// with the same numbers with how many mails were not taken.
'use strict';

const readline = require('readline');
const { FROM, pool } = require('./settings');

const LINE = 'The quick brown fox jumps over the lazy dog, and nobody minds at all.\n';
const mailer = pool();

async function send(mayFail, count, callers, textBytes, attachmentBytes) {
  const text = LINE.repeat(textBytes / LINE.length + 1).slice(0, textBytes);
  const file = { filename: 'report.bin', content: Buffer.alloc(attachmentBytes, 7) };
  const attachments = attachmentBytes > 0 ? [file] : [];
  let left = count;
  let failed = 0;
  const caller = async () => {
    while (left-- > 0) {
      try {
        await mailer.sendMail({ from: FROM, to: 'operations@contoso.com', subject: 'Benchmark', text, attachments });
      } catch (error) {
        if (!mayFail) {
          throw error;
        }
        failed++;
      }
    }
  };
  await Promise.all(Array.from({ length: 2 * callers }, caller)); // twice, so that no connection waits for a caller
  return failed;
}

readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const [command, ...numbers] = line.split(' ');
  if (command !== 'send' && command !== 'try') {
    throw new Error(`command is '${line}': expected send or try (standard input)`);
  }
  const failed = await send(command === 'try', ...numbers.map(Number));
  console.log(command === 'try' ? failed : 'done');
}).on('close', () => process.exit());
console.log('ready');
