// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.outbox.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.management.MBeanServer;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.io.IOCallback;
import org.apache.activemq.artemis.core.io.IOCriticalErrorListener;
import org.apache.activemq.artemis.core.io.SequentialFile;
import org.apache.activemq.artemis.core.io.SequentialFileFactory;
import org.apache.activemq.artemis.core.io.buffer.TimedBufferObserver;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFile;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.Journal;
import org.apache.activemq.artemis.core.paging.PagingStoreFactory;
import org.apache.activemq.artemis.core.paging.impl.PagingStoreFactoryNIO;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalStorageManager;
import org.apache.activemq.artemis.core.server.impl.ActiveMQServerImpl;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/**
 * Artemis with a journal and pages that are written whole, or fail. Artemis' own journal confirms records whose write
 * failed, and its own pages take the part that a full disk wrote for all of it; a later start loses the mail.
 */
final class WholeFiles extends ActiveMQServerImpl {
    WholeFiles(Configuration configuration, MBeanServer beans, ActiveMQSecurityManager security) {
        super(configuration, beans, security);
    }

    @Override
    protected StorageManager createStorageManager() {
        JournalStorageManager storage = new JournalStorageManager(
                getConfiguration(), getCriticalAnalyzer(), executorFactory, scheduledPool, ioExecutorFactory,
                ioCriticalErrorListener) {
            @Override
            protected Journal createMessageJournal(
                    Configuration configuration, IOCriticalErrorListener listener, int fileSize) {
                journalFF = new Factory(
                        configuration.getJournalLocation(), true, configuration.getJournalBufferSize_NIO(),
                        configuration.getJournalBufferTimeout_NIO(), configuration.getJournalMaxIO_NIO(), listener);
                journalFF.setDatasync(configuration.isJournalDatasync());
                return super.createMessageJournal(configuration, listener, fileSize);
            }
        };
        getCriticalAnalyzer().add(storage);
        return storage;
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
                return new Factory(new File(folder, name), false, 0, 0, 1, ioCriticalErrorListener);
            }
        };
    }

    /** Makes such files. */
    static final class Factory extends NIOSequentialFileFactory {
        /** @param buffered true to gather records for some nanoseconds, as a journal does */
        Factory(File folder, boolean buffered, int size, int nanoseconds, int most, IOCriticalErrorListener listener) {
            super(folder, buffered, size, nanoseconds, most, false, listener, null);
        }

        @Override
        public SequentialFile createSequentialFile(String name) {
            return new WholeFile(this, getDirectory(), name, maxIO);
        }
    }

    /** A file that tells whoever waits for a write when the disk took none or a part of it. */
    static final class WholeFile extends NIOSequentialFile {
        private volatile @Nullable Exception failure;

        WholeFile(SequentialFileFactory factory, File folder, String name, int most) {
            super(factory, folder, name, most);
        }

        @Override
        public SequentialFile cloneFile() {
            return new WholeFile(factory, directory, getFileName(), maxIO);
        }

        @Override
        public void writeDirect(ByteBuffer bytes, boolean sync) throws Exception {
            super.writeDirect(bytes, sync);
            checkWhole(bytes);
        }

        @Override
        public void writeDirect(ByteBuffer bytes, boolean sync, @Nullable IOCallback callback) {
            try {
                writeDirect(bytes, sync);
                if (callback != null) {
                    callback.done();
                }
            } catch (Exception e) {
                failure = e;
                if (callback != null) {
                    callback.onError(ActiveMQExceptionType.IO_ERROR.getCode(), e.getMessage());
                }
            }
        }

        @Override
        public void blockingWriteDirect(ByteBuffer bytes, boolean sync, boolean releaseBuffer) throws Exception {
            super.blockingWriteDirect(bytes, sync, releaseBuffer);
            checkWhole(bytes);
        }

        private void checkWhole(ByteBuffer bytes) throws IOException {
            if (bytes.hasRemaining()) {
                IOException failure = new IOException("the disk did not take " + bytes.remaining() + " bytes");
                factory.onIOError(failure, failure.getMessage(), this);
                throw failure;
            }
        }

        /** Artemis writes gathered records without their callbacks, by {@code writeDirect}, and calls these here. */
        @Override
        protected TimedBufferObserver createTimedBufferObserver() {
            return new LocalBufferObserver() {
                @Override
                public void checkSync(boolean sync, List<IOCallback> callbacks) {
                    Exception reason = failure == null && sync ? force() : failure;
                    if (reason == null) {
                        IOCallback.done(callbacks);
                    } else {
                        IOCallback.onError(
                                callbacks, ActiveMQExceptionType.IO_ERROR.getCode(), String.valueOf(reason.getMessage()));
                    }
                }
            };
        }

        /** Null if it succeeded; what failed once stays so, as nobody knows which bytes are missing. */
        private @Nullable Exception force() {
            try {
                sync();
            } catch (IOException e) {
                failure = e;
            }
            return failure;
        }
    }
}
