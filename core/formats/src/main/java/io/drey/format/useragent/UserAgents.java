package io.drey.format.useragent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What user agents are, by the pattern list of the ua-parser project (uap-core), which is read as its specification says. Time is
 * linear in the length of what was sent, whatever that is: expressions are matched by RE2/J, and only those are whose words stand in
 * it. That takes some tens of microseconds, so whoever asks often remembers. Immutable, one for a process.
 */
public final class UserAgents {

    /** What is longer is cut: real ones are no longer. */
    public static final int LONGEST = 512;

    private static final String LIST = "/ua_parser/regexes.yaml";

    private final AgentPatterns names;
    private final AgentPatterns systems;
    private final AgentPatterns devices;

    private UserAgents(Map<String, List<Map<String, String>>> list) {
        names = AgentPatterns.of(list.get("user_agent_parsers"), "family_replacement", List.of("v1", "v2", "v3"));
        systems =
                AgentPatterns.of(list.get("os_parsers"), "os_replacement", List.of("os_v1", "os_v2", "os_v3", "os_v4"));
        devices = AgentPatterns.of(list.get("device_parsers"), "device_replacement", List.of());
    }

    /** The one of this process, which is made when it is first asked for: that takes about half a second. */
    public static UserAgents shared() {
        return Shared.INSTANCE;
    }

    /** The name of the program; null if it is not known. */
    public String name(String agent) {
        AgentPatterns.Found found = names.find(agent);
        return found == null ? null : found.name();
    }

    /** All that is known. */
    public UserAgent find(String agent) {
        AgentPatterns.Found name = names.find(agent);
        AgentPatterns.Found system = systems.find(agent);
        AgentPatterns.Found device = devices.find(agent);
        return new UserAgent(
                name == null ? null : name.name(),
                name == null ? null : name.version(),
                system == null ? null : system.name(),
                system == null ? null : system.version(),
                device == null ? null : device.name());
    }

    private static final class Shared {

        private static final UserAgents INSTANCE = read();

        private static UserAgents read() {
            try (InputStream in = UserAgents.class.getResourceAsStream(LIST)) {
                return new UserAgents(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
            } catch (IOException e) {
                throw new UncheckedIOException(LIST + " of the library uap-java cannot be read", e);
            }
        }
    }
}
