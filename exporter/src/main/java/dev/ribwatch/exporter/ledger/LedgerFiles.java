package dev.ribwatch.exporter.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The files of one directory as the ledger uses them: all that can fail on a disk, and nothing else. One thread at a time. */
interface LedgerFiles extends AutoCloseable {
    /** A file that is written from its beginning to its end. */
    interface Out extends AutoCloseable {
        /** Writes some of what remains, at least a byte. */
        void write(ByteBuffer octets) throws IOException;

        /** Whether the file can still be found in the directory, under whatever name it has now. */
        boolean isThere(String name) throws IOException;

        /** Returns when all that was written would outlast a loss of power. */
        void sync() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A file that is read. */
    interface In extends AutoCloseable {
        /** Reads some octets; -1 at the end. */
        int read(ByteBuffer into) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Where they are, for people. */
    String place();

    /**
     * Makes the directory if it is missing, and keeps others out of it as long as this is open. To be called again
     * when the directory may be another.
     *
     * @return false if another process holds it
     */
    boolean lock() throws IOException;

    /** Names of the files. */
    List<String> names() throws IOException;

    /** Opens a file; null if there is none. */
    @Nullable
    In open(String name) throws IOException;

    /** Makes an empty file, in place of one that is there. */
    Out create(String name) throws IOException;

    /** Gives a file another name, in one step; what had that name is gone. */
    void move(String from, String to) throws IOException;

    /** Nothing happens if it is not there. */
    void delete(String name) throws IOException;

    /** Returns when the names of the files would outlast a loss of power. */
    void syncDirectory() throws IOException;

    /** Lets others in. */
    @Override
    void close();
}
