package io.drey.format.useragent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.event.Field;
import io.drey.format.Formats;
import io.drey.format.Parsing;
import io.drey.format.Samples;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import ua_parser.Client;
import ua_parser.Parser;

class UserAgentsTest {

    private static final String OTHER = "Other";

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            nullValues = "-",
            value = {
                "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0#Firefox#115.0#Linux#-#-",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
                        + "#Chrome#120.0.0#Windows#10#-",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148"
                        + " Safari/604.1#Mobile Safari#17.1#iOS#17.1#iPhone",
                "Mozilla/5.0 (Linux; Android 13; SM-S901B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36"
                        + "#Chrome Mobile#112.0.0#Android#13#Samsung SM-S901B",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)#Googlebot#2.1#-#-#Spider",
                "curl/8.5.0#curl#8.5.0#-#-#-",
                "nobody knows this one#-#-#-#-#-",
                "''#-#-#-#-#-"
            })
    void saysWhatAUserAgentIs(
            String agent, String name, String version, String osName, String osVersion, String deviceName) {
        UserAgent found = UserAgents.shared().find(agent);

        assertThat(found).isEqualTo(new UserAgent(name, version, osName, osVersion, deviceName));
        assertThat(found.isBot()).isEqualTo("Spider".equals(deviceName));
        assertThat(UserAgents.shared().name(agent)).isEqualTo(name);
    }

    /**
     * The library's own matcher is the oracle for the agents of real lines. Two differ: the library looks for robots only so far, and
     * here there is no such bound.
     */
    @Test
    void knowsWhatTheListsOwnLibraryKnows() {
        Parser library = new Parser();
        Set<String> agents = new TreeSet<>();
        for (String file : List.of("access-semicomplete-a/access.log", "access-hackers/access.log")) {
            Samples.lines(file).forEach(line -> {
                String agent = Parsing.parsed(Formats.parser("combined"), line).text(Field.USER_AGENT_ORIGINAL);
                if (agent != null && agent.length() <= UserAgents.LONGEST) {
                    agents.add(agent);
                }
            });
        }
        assertThat(agents).hasSizeGreaterThan(200);

        Set<String> others = new TreeSet<>();
        for (String agent : agents) {
            if (!UserAgents.shared().find(agent).equals(of(library.parse(agent)))) {
                others.add(agent);
            }
        }
        assertThat(others).allMatch(agent -> agent.endsWith("360Spider") || agent.contains("spinn3r.com/robot"));
    }

    private static UserAgent of(Client client) {
        boolean isNamed = !OTHER.equals(client.userAgent.family);
        boolean hasSystem = !OTHER.equals(client.os.family);
        return new UserAgent(
                isNamed ? client.userAgent.family : null,
                isNamed ? version(client.userAgent.major, client.userAgent.minor, client.userAgent.patch) : null,
                hasSystem ? client.os.family : null,
                hasSystem ? version(client.os.major, client.os.minor, client.os.patch, client.os.patchMinor) : null,
                OTHER.equals(client.device.family) ? null : client.device.family);
    }

    private static String version(String... parts) {
        StringBuilder version = new StringBuilder();
        for (String part : parts) {
            if (part == null || part.isBlank()) {
                break;
            }
            version.append(version.isEmpty() ? "" : ".").append(part.strip());
        }
        return version.isEmpty() ? null : version.toString();
    }

    /** The library's own expressions take tens of milliseconds for some of these. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Linux; Android ; Build/",
                "CFNetwork Darwin/iPhone ",
                "Mozilla Mobile Android AppleWebKit ",
                "; SAMSUNG ;LG-;GT-I9;SM-;HTC_;Lenovo ;",
                "a ",
                "1.",
                "((((",
                "\u212a\u0130\u017f"
            })
    void whatIsMadeUpToBeDearIsNot(String part) {
        String agent = part.repeat(UserAgents.LONGEST).substring(0, UserAgents.LONGEST);
        UserAgents agents = UserAgents.shared();
        int times = 50;
        for (int i = 0; i < times; i++) {
            agents.find(agent);
        }

        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            agents.find(agent);
        }
        long nanos = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / times;
        assertThat(nanos).isLessThan(20_000_000);
    }

    @Test
    void anExpressionNeedsTheWordsThatStandInIt() {
        assertThat(NeededWords.of("^Mozilla.{1,200}(Fire|Ice)fox/(\\d+)"))
                .containsExactly(Set.of("mozilla"), Set.of("fire", "ice"), Set.of("fox/"));
        assertThat(NeededWords.of("(?:Beta|)Web[Kk]it\\.js")).containsExactly(Set.of("webkit.js"));
        assertThat(NeededWords.of("bots?[ /]x{0,2}yz+w")).containsExactly(Set.of("bot"), Set.of("yz"));
        assertThat(NeededWords.of("Foo|[a-z]+")).isEmpty();
        assertThat(NeededWords.of("(unclosed")).isEmpty();
    }

    @Test
    void aLongUserAgentIsNoMoreThanItsBeginning() {
        String agent = "curl/8.5.0 " + "x".repeat(UserAgents.LONGEST);

        assertThat(agent.getBytes(UTF_8)).hasSizeGreaterThan(UserAgents.LONGEST);
        assertThat(UserAgents.shared().name(agent)).isEqualTo("curl");
    }
}
