package dev.ribwatch.exporter.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in the certificates of one file instead of those that this machine trusts. */
public final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * Trusts what is signed by these certificates, and nothing else. The name in a server's certificate must be that of the
     * URL all the same.
     *
     * @param file certificates in PEM
     * @throws IOException if it holds none, or cannot be read; the message names the file
     */
    public static SSLContext of(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), certificate);
            }
            if (trusted.size() == 0) {
                throw new IOException(file + ": no certificate in PEM");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": no certificate in PEM", e);
        }
    }
}
