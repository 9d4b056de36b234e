package dev.ribwatch.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S5: what alerts may be sent to. */
class UrlsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example/a?b=c",
                "HTTPS://hooks.example",
                "https://192.0.2.1:8443/",
                "https://10.0.0.5/",
                "https://[2001:db8::1]/",
                "http://127.0.0.1:9093",
                "http://127.8.9.10/",
                "http://localhost:9093",
                "http://LOCALHOST/",
                "http://[::1]:9093/"
            })
    void allows(String url) {
        assertThat(Urls.refusal(URI.create(url), false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.example",
                "/path",
                "ftp://hooks.example/",
                "file:///etc/passwd",
                "http://hooks.example/",
                "http://10.0.0.5:9093/",
                "http://localhost.example/",
                "http://127.0.0.1.example/",
                "https://user@hooks.example/",
                "https://user:hunter2@hooks.example/",
                "https://@hooks.example/",
                "https://hooks.example/#top",
                "https:///path",
                "https://hooks.example:0/",
                "https://hooks.example:65536/",
                "https://0.0.0.0/",
                "https://[::]/",
                "https://169.254.169.254/latest",
                "https://[fe80::1]/",
                "https://224.0.0.1/",
                "https://[ff02::1]/",
                "https://[::ffff:127.0.0.1]/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://127.1/"
            })
    void refuses(String url) {
        assertThat(Urls.refusal(URI.create(url), false)).isNotNull().doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.5:9093", "http://alertmanager.example:9093/am", "http://[fd00::5]:9093/"})
    void allowsClearTextWhereTheOperatorDoes(String url) {
        assertThat(Urls.refusal(URI.create(url), true)).isNull();
        assertThat(Urls.refusal(URI.create(url), false)).contains("insecure: true");
    }

    /** What is insecure is the line, not the address. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/",
                "http://100.100.100.200/",
                "http://[fd00:ec2::254]/",
                "http://[64:ff9b::169.254.169.254]/",
                "http://0.0.0.0:9093",
                "http://ops:hunter2@10.0.0.5/",
                "ftp://10.0.0.5/"
            })
    void refusesTheRestEvenThere(String url) {
        assertThat(Urls.refusal(URI.create(url), true)).isNotNull().doesNotContain("hunter2");
    }
}
