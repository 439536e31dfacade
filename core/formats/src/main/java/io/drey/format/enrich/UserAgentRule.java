package io.drey.format.enrich;

import io.drey.event.EventBuilder;
import io.drey.event.Field;
import java.util.Optional;

/** What the user agent is: the program, its system and device, and whether it is known to visit pages by itself. */
public record UserAgentRule() implements EnrichRule {

    static final String WORD = "user-agent";

    private static final String PREFIX = "user_agent.";

    @Override
    public String written() {
        return WORD;
    }

    @Override
    public boolean makes(String openName) {
        return openName.startsWith(PREFIX) && !openName.startsWith(Field.USER_AGENT_ORIGINAL.ecsName());
    }

    @Override
    public boolean apply(EventBuilder event, EnrichmentSources sources) {
        sources.agents().enrich(event);
        return true;
    }

    @Override
    public Optional<String> problem(EnrichmentSources sources) {
        return Optional.empty();
    }
}
