// SPDX-License-Identifier: Apache-2.0
// smtp-server without its delay before the greeting, which is a policy against spam and not a part of the work measured, and
// without Nagle's algorithm; and the sockets of its clients, so that a server can be put down at once.
'use strict';

const path = require('path');
const { SMTPServer } = require('smtp-server');

const inner = path.join(path.dirname(require.resolve('smtp-server')), 'smtp-connection.js');
const { SMTPConnection } = require(inner);
const sockets = new Set();
SMTPConnection.prototype.init = function init() {
  const socket = this._socket;
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  socket.setNoDelay(true);
  this._setListeners(() => this.connectionReady());
};

module.exports = { SMTPServer, sockets };
