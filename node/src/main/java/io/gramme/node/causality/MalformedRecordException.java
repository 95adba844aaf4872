package io.gramme.node.causality;

/**
 * Bytes that are no canonical encoding: corrupt, cut off, from a newer version, or made by someone else. Checked, because
 * whoever decodes must decide what it means (a storage error, a refused peer); never a not-found.
 */
public final class MalformedRecordException extends Exception {
    /** @param what what is wrong, with the offending number and the offset in bytes */
    public MalformedRecordException(String what) {
        super(what);
    }
}
