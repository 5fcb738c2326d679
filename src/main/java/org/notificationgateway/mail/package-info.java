// SPDX-License-Identifier: Apache-2.0
/**
 * Mail: the values every stage shares (addresses, envelope, finished bytes) and the one writer of MIME.
 *
 * <p>Start at {@link org.notificationgateway.mail.MessageComposer}. Nothing here knows where a request came from or
 * where its mail goes.
 */
@NullMarked
package org.notificationgateway.mail;

import org.jspecify.annotations.NullMarked;
