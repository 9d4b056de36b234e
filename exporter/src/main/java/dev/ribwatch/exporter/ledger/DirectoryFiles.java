package dev.ribwatch.exporter.ledger;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory of this machine. What is made in it is its owner's alone: alerts name what is wrong in a network. */
final class DirectoryFiles implements LedgerFiles {
    private static final String LOCK = "ledger.lock";
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private @Nullable FileChannel lockFile;
    private @Nullable Object lockKey;

    DirectoryFiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public String place() {
        return directory.toString();
    }

    @Override
    public boolean lock() throws IOException {
        if (lockFile != null && Objects.equals(lockKey, key(LOCK))) {
            return true;
        }
        close();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, FOLDER);
        }
        FileChannel channel = FileChannel.open(directory.resolve(LOCK), Set.of(CREATE, WRITE), FILE);
        boolean taken = false;
        try {
            FileLock lock = channel.tryLock();
            taken = lock != null;
        } catch (OverlappingFileLockException e) {
            taken = false; // held within this process
        } finally {
            if (taken) {
                lockFile = channel;
                lockKey = key(LOCK);
            } else {
                channel.close();
            }
        }
        return taken;
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names = new ArrayList<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }

    @Override
    public @Nullable In open(String name) throws IOException {
        try {
            FileChannel channel = FileChannel.open(directory.resolve(name), READ);
            return new In() {
                @Override
                public int read(ByteBuffer into) throws IOException {
                    return channel.read(into);
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public Out create(String name) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(name), Set.of(CREATE, WRITE, TRUNCATE_EXISTING), FILE);
        Object made = key(name);
        return new Out() {
            @Override
            public boolean isThere(String now) throws IOException {
                return Objects.equals(made, key(now));
            }

            @Override
            public void write(ByteBuffer octets) throws IOException {
                channel.write(octets);
            }

            @Override
            public void sync() throws IOException {
                channel.force(false);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /** Tells a file from another one that has taken its name; null if there is none. */
    private @Nullable Object key(String name) throws IOException {
        try {
            return Files.readAttributes(directory.resolve(name), BasicFileAttributes.class)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void move(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        FileChannel held = lockFile;
        lockFile = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException e) {
                // The process ends, or the directory is gone: nobody is kept out by it.
            }
        }
    }
}
