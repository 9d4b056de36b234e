package dev.ribwatch.config.load;

import dev.ribwatch.config.Secret;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.SecretEntry;
import dev.ribwatch.config.source.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads secrets where they are kept. No message holds one. */
final class SecretReader {
    private static final int MOST = 64 << 10;

    private final Environment environment;
    private final Scope scope;

    SecretReader(Environment environment, Scope scope) {
        this.environment = environment;
        this.scope = scope;
    }

    /** The secret, or null after a problem. */
    @Nullable
    Secret read(Located<SecretEntry> entry) {
        SecretEntry secret = entry.value();
        int given = (secret.file() == null ? 0 : 1)
                + (secret.env() == null ? 0 : 1)
                + (secret.credential() == null ? 0 : 1);
        if (given != 1) {
            boolean broken = !scope.absent(entry.place(), "file", secret.file()) && secret.file() == null
                    || !scope.absent(entry.place(), "env", secret.env()) && secret.env() == null
                    || !scope.absent(entry.place(), "credential", secret.credential()) && secret.credential() == null;
            if (!broken) {
                scope.error(entry.place().keyProblem("a secret has exactly one of file, env and credential"));
            }
            return null;
        }
        if (secret.env() != null) {
            return fromEnvironment(secret.env());
        }
        return secret.credential() != null ? fromCredential(secret.credential()) : fromFile(secret.file());
    }

    private @Nullable Secret fromEnvironment(Located<String> name) {
        String value = environment.get(name.value());
        if (value == null || value.isEmpty()) {
            scope.error(name.place().problem("environment variable " + name.value() + " is not set"));
            return null;
        }
        return new Secret("environment variable " + name.value(), value.getBytes(StandardCharsets.UTF_8));
    }

    private @Nullable Secret fromCredential(Located<String> name) {
        String directory = environment.get("CREDENTIALS_DIRECTORY");
        if (directory == null || directory.isEmpty()) {
            scope.error(name.place()
                    .problem("no credential " + name.value() + ": CREDENTIALS_DIRECTORY is not set; systemd sets it for"
                            + " LoadCredential="));
            return null;
        }
        if (name.value().indexOf('/') >= 0 || name.value().startsWith(".")) {
            scope.error(name.place().problem("a credential is named by its name alone, without a path"));
            return null;
        }
        return octets(name, Path.of(directory, name.value()), "credential " + name.value());
    }

    private @Nullable Secret fromFile(@Nullable Located<String> name) {
        Path path = name == null ? null : scope.resolve(name);
        return path == null || name == null ? null : octets(name, path, "file " + path);
    }

    private @Nullable Secret octets(Located<String> name, Path path, String source) {
        try {
            byte[] octets = withoutNewline(TextFile.octets(path, MOST));
            PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            Set<PosixFilePermission> permissions =
                    view == null ? Set.of() : view.readAttributes().permissions();
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                scope.error(name.place().problem(source + " is open to every user; chmod 0600 it"));
                return null;
            }
            if (octets.length == 0) {
                scope.error(name.place().problem(source + " is empty"));
                return null;
            }
            return new Secret(source, octets);
        } catch (IOException e) {
            scope.error(name.place().problem(source + ": " + TextFile.reason(e)));
            return null;
        }
    }

    /** Without the one line end that editors add. */
    private static byte[] withoutNewline(byte[] octets) {
        int length = octets.length;
        if (length > 0 && octets[length - 1] == '\n') {
            length--;
            if (length > 0 && octets[length - 1] == '\r') {
                length--;
            }
        }
        return Arrays.copyOf(octets, length);
    }
}
