package io.drey.delivery.sending;

import io.drey.job.TenantSecrets;
import io.drey.job.sending.Sent;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;

/** Sends batches for the target acme/soc, outside of a job. */
final class TestingSending implements AutoCloseable {

    private final SendParcels function;

    TestingSending(Targets targets, Path secrets) throws InterruptedException {
        function = new SendParcels(targets, new TenantSecrets(secrets.toString()));
        function.setRuntimeContext(new MockStreamingRuntimeContext(false, 1, 0));
        function.open(DefaultOpenContext.INSTANCE);
    }

    Sent send(List<Parcel> parcels) throws Exception {
        return begin(parcels).get(2, TimeUnit.MINUTES);
    }

    CompletableFuture<Sent> begin(List<Parcel> parcels) {
        CompletableFuture<Sent> outcome = new CompletableFuture<>();
        function.asyncInvoke(new ParcelBatch("acme/soc", parcels.toArray(Parcel[]::new)), new ResultFuture<>() {
            @Override
            public void complete(Collection<Sent> result) {
                outcome.complete(result.iterator().next());
            }

            @Override
            public void completeExceptionally(Throwable error) {
                outcome.completeExceptionally(error);
            }
        });
        return outcome;
    }

    @Override
    public void close() {
        function.close();
    }
}
