package io.drey.benchmarks;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.common.client.configuration.common.ConfigurationCommonEventTypeBean;
import com.espertech.esper.common.client.util.AccessorStyle;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Esper: a window of an address's latest failures, which a success asks. It needs no timer, so Esper's clock stands still; a
 * pattern of Esper's cannot say it, since such a one would give a match for each beginning.
 */
final class EsperSequence implements Contender {

    private static final String MODULE =
            """
            create window Failures#groupwin(address)#length(%1$d) as Request;
            create index FailuresByAddress on Failures(address);
            insert into Failures select * from Request(status in (401, 403));
            @name('guessed')
            insert into Guessed
                select s.address as address, s.line as line
                from Request(status >= 200 and status < 400) as s
                where (select count(*) from Failures as f
                       where f.address = s.address and f.millis >= s.millis - %2$d) >= %1$d;
            on Guessed as g delete from Failures as f where f.address = g.address;
            @public @buseventtype create schema Restart();
            on Restart delete from Failures;
            """;

    private EPEventService service;
    private Request[] requests;
    private IntConsumer completed;
    private long matches;

    @Override
    public void prepare(Path input, int lines) throws IOException {
        requests = Request.read(input, lines);
        Configuration configuration = new Configuration();
        ConfigurationCommonEventTypeBean fields = new ConfigurationCommonEventTypeBean();
        fields.setAccessorStyle(AccessorStyle.PUBLIC);
        configuration.getCommon().addEventType("Request", Request.class.getName(), fields);
        configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
        String module = System.getProperty("esper.module", MODULE)
                .formatted(SequenceContest.FAILURES, SequenceContest.SPAN_MILLIS);
        try {
            EPCompiled compiled =
                    EPCompilerProvider.getCompiler().compile(module, new CompilerArguments(configuration));
            EPRuntime runtime = EPRuntimeProvider.getRuntime("sequence", configuration);
            String deployment = runtime.getDeploymentService().deploy(compiled).getDeploymentId();
            runtime.getDeploymentService()
                    .getStatement(deployment, "guessed")
                    .addListener((added, removed, statement, of) -> completed.accept((int) added[0].get("line")));
            service = runtime.getEventService();
        } catch (EPCompileException | EPDeployException e) {
            throw new IllegalStateException("Esper refuses the rule: " + e.getMessage(), e);
        }
    }

    @Override
    public void pass() {
        run(requests.length, line -> matches++);
    }

    @Override
    public long answer(int lines) {
        CompletedLines completed = new CompletedLines();
        run(lines, completed);
        return completed.answer();
    }

    private void run(int count, IntConsumer to) {
        completed = to;
        for (int i = 0; i < count; i++) {
            service.sendEventBean(requests[i], "Request");
        }
        service.sendEventMap(Map.of(), "Restart");
    }
}
