package io.drey.collect.files;

import io.drey.job.kafka.OutgoingLine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.api.connector.source.SourceEvent;
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

    private final AskedTails asked;
    private boolean hasFiles;

    FileSourceReader(SourceReaderContext context, CollectSettings settings) {
        this(context, settings, new AskedTails(), new ReadReport(context.metricGroup()));
    }

    private FileSourceReader(
            SourceReaderContext context, CollectSettings settings, AskedTails asked, ReadReport report) {
        super(
                () -> new LineSplitReader(opening(settings, asked, report), report),
                new Emitter(context),
                context.getConfiguration(),
                context);
        this.asked = asked;
    }

    private static Function<CollectSplit, ReadUnit> opening(
            CollectSettings settings, AskedTails asked, ReadReport report) {
        return split -> split instanceof FileSplit file
                ? new FileUnit(file, settings.maxRatio(), report)
                : new TailUnit((TailSplit) split, settings.age(), () -> asked.of(split.splitId()), report);
    }

    @Override
    public void addSplits(List<CollectSplit> splits) {
        hasFiles |= splits.stream().anyMatch(FileSplit.class::isInstance);
        super.addSplits(splits);
    }

    /** Files that grow are read for as long as somebody asks for them. */
    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof TailsAsked tails) {
            asked.set(tails.ids());
        } else {
            super.handleSourceEvents(event);
        }
    }

    /** Which patterns' growing files are to be read: none before that is said. */
    private static final class AskedTails {
        private volatile Set<String> ids;

        private void set(Set<String> now) {
            ids = Set.copyOf(now);
        }

        private TailUnit.Asking of(String id) {
            Set<String> now = ids;
            if (now == null) {
                return TailUnit.Asking.NOT_KNOWN_YET;
            }
            return now.contains(id) ? TailUnit.Asking.YES : TailUnit.Asking.NO;
        }
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
