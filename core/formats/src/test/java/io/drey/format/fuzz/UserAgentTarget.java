package io.drey.format.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.drey.format.useragent.UserAgent;
import io.drey.format.useragent.UserAgents;
import java.util.List;
import java.util.stream.Stream;

/** What user agents are taken for. */
final class UserAgentTarget implements FuzzTarget {

    @Override
    public String name() {
        return "user-agent";
    }

    @Override
    public void take(byte[] input) {
        String agent = new String(input, 0, Math.min(input.length, UserAgents.LONGEST), UTF_8);
        UserAgent found = UserAgents.shared().find(agent);
        assertThat(found.name()).isEqualTo(UserAgents.shared().name(agent));
        Stream.of(found.name(), found.version(), found.osName(), found.osVersion(), found.deviceName())
                .filter(value -> value != null)
                .forEach(value -> assertThat(value).isNotBlank());
    }

    @Override
    public List<byte[]> seeds() {
        return Stream.of(
                        "Mozilla/5.0 (Linux; Android 13; SM-S901B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.0.0 Mobile Safari/537.36",
                        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                        "Podcasts/1 CFNetwork/1 Darwin/1",
                        "curl/8.5.0")
                .map(agent -> agent.getBytes(UTF_8))
                .toList();
    }
}
