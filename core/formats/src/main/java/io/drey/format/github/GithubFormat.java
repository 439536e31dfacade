package io.drey.format.github;

import com.google.auto.service.AutoService;
import io.drey.format.FormatOptions;
import io.drey.format.LineFormat;
import io.drey.format.LineParser;
import io.drey.format.json.MappedJsonParser;

/** GitHub's audit log. */
@AutoService(LineFormat.class)
public final class GithubFormat implements LineFormat {

    @Override
    public String name() {
        return "github";
    }

    @Override
    public String description() {
        return "GitHub's audit log, as it is streamed or exported as JSON";
    }

    @Override
    public String example() {
        return "{\"@timestamp\":1714557600123,\"action\":\"repo.create\",\"actor\":\"ann\",\"actor_ip\":\"192.0.2.4\",\"org\":\""
                + "acme\",\"repo\":\"acme/shop\",\"user_agent\":\"Mozilla/5.0\",\"_document_id\":\"x1\"}";
    }

    @Override
    public LineParser parser(FormatOptions options) {
        return new MappedJsonParser(GithubFormat.class, "github.members.txt", options);
    }

    @Override
    public boolean choosesTime() {
        return true;
    }
}
