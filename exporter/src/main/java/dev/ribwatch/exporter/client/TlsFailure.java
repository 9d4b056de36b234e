package dev.ribwatch.exporter.client;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why TLS with a server failed, in our own words: what it says of itself may be anything. */
final class TlsFailure {
    private TlsFailure() {}

    static String reason(SSLException failure) {
        int deep = 0;
        for (Throwable cause = failure; cause != null && deep < 10; cause = cause.getCause(), deep++) {
            if (cause instanceof CertificateExpiredException) {
                return "TLS failed: its certificate has expired";
            } else if (cause instanceof CertificateNotYetValidException) {
                return "TLS failed: its certificate is not valid yet";
            } else if (cause instanceof CertPathBuilderException) {
                return "TLS failed: its certificate is of no authority that the Java machine trusts";
            } else if (cause instanceof CertificateException && isOfName(cause.getMessage())) {
                return "TLS failed: its certificate is for another name";
            }
        }
        return "TLS failed";
    }

    private static boolean isOfName(@Nullable String text) {
        return text != null && (text.startsWith("No subject alternative") || text.startsWith("No name matching"));
    }
}
