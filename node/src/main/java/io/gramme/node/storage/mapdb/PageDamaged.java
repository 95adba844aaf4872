package io.gramme.node.storage.mapdb;

import io.gramme.node.storage.IndexDamage;

/** Leads out of MapDB's code when a page is bad; caught in {@link MapDbRun} and turned into an answer there. */
final class PageDamaged extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient IndexDamage damage;

    PageDamaged(IndexDamage damage) {
        super(damage.reason(), null, false, false);
        this.damage = damage;
    }

    IndexDamage damage() {
        return damage;
    }
}
