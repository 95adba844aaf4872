package io.gramme.node.buckets;

import io.gramme.node.runtime.SerialExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One shard's copy of the settings, and its way to the registry. Lives on that shard's loop. */
final class ShardBuckets implements BucketViews, BucketEditor {
    private final BucketRegistry registry;
    private final SerialExecutor loop;
    private SortedMap<BucketName, BucketSettings> sorted = Collections.emptySortedMap();
    private Map<BucketName, BucketSettings> byName = Map.of();

    ShardBuckets(BucketRegistry registry, SerialExecutor loop) {
        this.registry = registry;
        this.loop = loop;
    }

    void take(SortedMap<BucketName, BucketSettings> newest) {
        sorted = new TreeMap<>(newest);
        byName = new HashMap<>(newest);
    }

    /** Allocates nothing that outlives the call, and nothing at all while no bucket has settings. */
    @Override
    public BucketSettings settings(byte[] bucket) {
        return byName.isEmpty()
                ? BucketSettings.NONE
                : byName.getOrDefault(new BucketName(bucket), BucketSettings.NONE);
    }

    @Override
    public List<Entry> list() {
        List<Entry> list = new ArrayList<>();
        sorted.forEach((name, settings) -> list.add(new Entry(name.bytes(), settings)));
        return list;
    }

    @Override
    public void replace(byte[] bucket, BucketSettings settings, Consumer<Edited> onEdited) {
        registry.control().execute(() -> registry.replace(bucket, settings, back(onEdited)));
    }

    @Override
    public void reset(byte[] bucket, Consumer<Edited> onEdited) {
        registry.control().execute(() -> registry.reset(bucket, back(onEdited)));
    }

    private Consumer<Edited> back(Consumer<Edited> onEdited) {
        return edited -> loop.execute(() -> onEdited.accept(edited));
    }
}
