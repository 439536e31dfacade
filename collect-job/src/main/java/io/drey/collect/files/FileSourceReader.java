package io.drey.collect.files;

import io.drey.job.kafka.OutgoingLine;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Reads what it is given, and asks for a file more whenever it is through with one, or one is stuck. */
@SuppressWarnings("try") // closes as its base does
final class FileSourceReader
        extends SingleThreadMultiplexSourceReaderBase<Fetched, OutgoingLine, CollectSplit, SplitProgress> {

    /** So many files that cannot be read are held; then only what can be read again is. */
    private static final int MOST_STUCK = 100;

    private final CollectSettings settings;
    private boolean hasFiles;

    FileSourceReader(SourceReaderContext context, CollectSettings settings) {
        this(context, settings, new ReadReport(context.metricGroup()));
    }

    private FileSourceReader(SourceReaderContext context, CollectSettings settings, ReadReport report) {
        super(
                () -> new LineSplitReader(opening(settings, report), report),
                new Emitter(context),
                context.getConfiguration(),
                context);
        this.settings = settings;
    }

    private static Function<CollectSplit, ReadUnit> opening(CollectSettings settings, ReadReport report) {
        return split -> split instanceof FileSplit file
                ? new FileUnit(file, report)
                : new TailUnit((TailSplit) split, settings.age(), report);
    }

    /** Files that grow are read for as long as the settings name them. */
    @Override
    public void addSplits(List<CollectSplit> splits) {
        List<CollectSplit> asked = splits.stream()
                .filter(split -> !(split instanceof TailSplit tail) || settings.names(tail.topic(), tail.pattern()))
                .toList();
        hasFiles |= asked.stream().anyMatch(FileSplit.class::isInstance);
        super.addSplits(asked);
    }

    @Override
    public void start() {
        super.start();
        if (!hasFiles) {
            context.sendSplitRequest();
        }
    }

    @Override
    protected void onSplitFinished(Map<String, SplitProgress> finished) {
        finished.forEach((id, progress) -> context.sendSplitRequest());
    }

    @Override
    protected SplitProgress initializedState(CollectSplit split) {
        return new SplitProgress(split);
    }

    @Override
    protected CollectSplit toSplitType(String splitId, SplitProgress progress) {
        return progress.toSplit();
    }

    /** Hands lines on, and keeps how far that was. */
    private static final class Emitter implements RecordEmitter<Fetched, OutgoingLine, SplitProgress> {
        private final SourceReaderContext context;
        private int stuck;

        private Emitter(SourceReaderContext context) {
            this.context = context;
        }

        @Override
        public void emitRecord(Fetched fetched, SourceOutput<OutgoingLine> output, SplitProgress progress) {
            if (fetched.isStuck()) {
                if (stuck < MOST_STUCK) {
                    stuck++;
                    context.sendSplitRequest();
                }
                return;
            }
            if (fetched.line() != null) {
                output.collect(fetched.line());
            }
            progress.advance(fetched);
        }
    }
}
