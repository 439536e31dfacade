package io.drey.lake;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.flink.CatalogLoader;

/**
 * The lake's catalog, opened once for all that plans one query. A login to a database costs more than what is asked of it, and
 * Flink closes no catalog that a session has: each query would leave a connection behind.
 */
public final class OpenCatalog implements AutoCloseable {

    private final Lake lake;
    private final Loader loader;

    private OpenCatalog(LakeSettings settings) {
        this.lake = Lake.open(settings);
        this.loader = new Loader(settings.catalogLoader(), view(lake.catalog()));
    }

    /**
     * Opens it.
     *
     * @throws LakeException if it cannot be reached
     */
    public static OpenCatalog of(LakeSettings settings) {
        return new OpenCatalog(settings);
    }

    /** The lake, which stays open as long as this. */
    public Lake lake() {
        return lake;
    }

    /** Gives this catalog, and where it was sent to another process one of its own. */
    public CatalogLoader loader() {
        return loader;
    }

    @Override
    public void close() {
        lake.close();
    }

    /** All that a catalog can do but be closed, which is for who opened it. */
    private static Catalog view(Catalog catalog) {
        return (Catalog) Proxy.newProxyInstance(
                OpenCatalog.class.getClassLoader(),
                new Class<?>[] {Catalog.class, SupportsNamespaces.class},
                (view, method, arguments) -> {
                    try {
                        return method.invoke(catalog, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static final class Loader implements CatalogLoader {

        private static final long serialVersionUID = 1L;

        private final CatalogLoader elsewhere;
        private final transient Catalog here;

        Loader(CatalogLoader elsewhere, Catalog here) {
            this.elsewhere = elsewhere;
            this.here = here;
        }

        @Override
        public Catalog loadCatalog() {
            return here;
        }

        @Override
        @SuppressWarnings({"MissingSuperCall", "PMD.ProperCloneImplementation"}) // it is the same for all here
        public CatalogLoader clone() {
            return this;
        }

        private Object writeReplace() {
            return elsewhere;
        }
    }
}
