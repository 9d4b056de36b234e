package dev.ribwatch.config.load;

import dev.ribwatch.config.PairConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.binding.AgentSection.PairEntry;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.source.TextFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** {@code agent.pair}: how the other agent is asked. */
final class PairChecks {
    private static final int CERTIFICATES = 1 << 20;

    private final Scope scope;

    PairChecks(Scope scope) {
        this.scope = scope;
    }

    /** The section's record, or null if it is absent or after a problem. */
    @Nullable
    PairConfig pair(@Nullable Located<PairEntry> located) {
        if (located == null) {
            return null;
        }
        PairEntry entry = located.value();
        boolean insecure = entry.insecure() != null && entry.insecure().value();
        Secret token = scope.token(entry.bearerToken());
        Path ca = entry.ca() == null ? null : certificates(entry.ca());
        Located<URI> url = entry.url();
        if (url == null) {
            return null;
        }
        String refusal = Urls.refusal(url.value(), insecure);
        if (refusal == null && url.value().getRawQuery() != null) {
            refusal = "the URL of an agent has no query";
        }
        if (refusal != null) {
            scope.error(url.place().problem(refusal));
            return null;
        }
        if (entry.ca() != null && url.value().getScheme().equalsIgnoreCase("http")) {
            scope.error(entry.ca().place().keyProblem("http:// shows no certificate; ca goes with https://"));
        }
        return new PairConfig(url.value(), token, ca, insecure);
    }

    private @Nullable Path certificates(Located<String> name) {
        Path file = scope.resolve(name);
        if (file == null) {
            return null;
        }
        try {
            TlsPair.leaf(TextFile.octets(file, CERTIFICATES));
        } catch (IOException e) {
            scope.error(name.place().problem(file + ": " + TextFile.reason(e)));
        } catch (CertificateException e) {
            scope.error(name.place().problem(file + ": not a certificate in PEM"));
        }
        return file;
    }
}
