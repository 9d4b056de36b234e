package dev.ribwatch.config.load;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether a certificate and a private key can be read, and belong together. No message holds any of the key. */
final class TlsPair {
    /** Algorithm of a key to that of a signature that tries it. */
    private static final Map<String, String> SIGNATURES = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private TlsPair() {}

    /**
     * The public key of the first certificate of a chain in PEM.
     *
     * @throws CertificateException if that is not what the octets are
     */
    static PublicKey leaf(byte[] chain) throws CertificateException {
        return first(chain).getPublicKey();
    }

    /**
     * When the first certificate of a chain in PEM ends, or null if it does not say.
     *
     * @throws CertificateException if that is not what the octets are
     */
    static @Nullable Instant end(byte[] chain) throws CertificateException {
        return first(chain) instanceof X509Certificate leaf ? leaf.getNotAfter().toInstant() : null;
    }

    private static Certificate first(byte[] chain) throws CertificateException {
        if (!new String(chain, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
            throw new CertificateException("not PEM");
        }
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(chain));
        if (certificates.isEmpty()) {
            throw new CertificateException("empty");
        }
        return certificates.iterator().next();
    }

    /** What is wrong with a private key for this public one, or null. */
    static @Nullable String problem(PublicKey leaf, byte[] key) {
        String signature = SIGNATURES.get(leaf.getAlgorithm());
        if (signature == null) {
            return "a certificate for " + leaf.getAlgorithm() + " cannot be used; RSA and EC can";
        }
        String text = new String(key, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED")) {
            return "the key is encrypted; decrypt it with `openssl pkcs8 -topk8 -nocrypt`";
        }
        Matcher pem = KEY.matcher(text);
        if (!pem.find()) {
            return "not a private key in PEM and PKCS#8 (-----BEGIN PRIVATE KEY-----); convert it with `openssl pkcs8"
                    + " -topk8 -nocrypt`";
        }
        for (String algorithm : SIGNATURES.keySet()) {
            PrivateKey secret = parse(pem.group(1), algorithm);
            if (secret != null) {
                return algorithm.equals(leaf.getAlgorithm()) && fit(secret, leaf, signature)
                        ? null
                        : "the key does not belong to the certificate";
            }
        }
        return "the key cannot be read; RSA and EC keys can";
    }

    private static @Nullable PrivateKey parse(String base64, String algorithm) {
        try {
            byte[] octets = Base64.getMimeDecoder().decode(base64);
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(octets));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean fit(PrivateKey secret, PublicKey known, String algorithm) {
        try {
            byte[] message = "ribwatch".getBytes(StandardCharsets.US_ASCII);
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(secret);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(known);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
