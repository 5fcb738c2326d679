// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.management.MBeanServer;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.paging.PagingStoreFactory;
import org.apache.activemq.artemis.core.paging.impl.PagingStoreFactoryNIO;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;

/**
 * Artemis with pages that are written whole or not at all. On a disk that becomes full within a write, Artemis' own takes
 * the part that was written for all of it, and a later start loses the mail.
 */
final class WholePages extends ActiveMQServerImpl {
    WholePages(Configuration configuration, MBeanServer beans, ActiveMQSecurityManager security) {
        super(configuration, beans, security);
    }

    @Override
    protected PagingStoreFactory getPagingStoreFactory() {
        Configuration configuration = getConfiguration();
        File folder = configuration.getPagingLocation();
        return new PagingStoreFactoryNIO(
                getStorageManager(), folder, configuration.getPageSyncTimeout(), scheduledPool, pageExecutorFactory,
                configuration.isJournalSyncNonTransactional(), ioCriticalErrorListener,
                configuration::isPurgePageFolders) {
            @Override
            protected SequentialFileFactory newFileFactory(String name) {
                return new NIOSequentialFileFactory(new File(folder, name), false, ioCriticalErrorListener, 1) {
                    @Override
                    public SequentialFile createSequentialFile(String file) {
                        return new PageFile(this, getDirectory(), file);
                    }
                };
            }
        };
    }

    /** A file whose writes fail when the disk took a part. */
    static final class PageFile extends NIOSequentialFile {
        PageFile(SequentialFileFactory factory, File folder, String name) {
            super(factory, folder, name, 1);
        }

        @Override
        public SequentialFile cloneFile() {
            return new PageFile(factory, directory, getFileName());
        }

        @Override
        public void writeDirect(ByteBuffer bytes, boolean sync) throws Exception {
            super.writeDirect(bytes, sync);
            checkWhole(bytes);
        }

        @Override
        public void writeDirect(ByteBuffer bytes, boolean sync, IOCallback callback) {
            try {
                writeDirect(bytes, sync);
                callback.done();
            } catch (Exception e) {
                callback.onError(ActiveMQExceptionType.IO_ERROR.getCode(), e.getMessage());
            }
        }

        @Override
        public void blockingWriteDirect(ByteBuffer bytes, boolean sync, boolean releaseBuffer) throws Exception {
            super.blockingWriteDirect(bytes, sync, releaseBuffer);
            checkWhole(bytes);
        }

        private void checkWhole(ByteBuffer bytes) throws IOException {
            if (bytes.hasRemaining()) {
                IOException failure = new IOException("the disk took all but " + bytes.remaining() + " bytes of a page");
                factory.onIOError(failure, failure.getMessage(), this);
                throw failure;
            }
        }
    }
}
