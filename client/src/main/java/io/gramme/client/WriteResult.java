package io.gramme.client;

/**
 * What a write achieved.
 *
 * @param context covers the given context and the new value, no more: good for the next write of the same holder
 * @param etag of the record after the write, as its coordinator knew it
 * @param durable copies that were fsynced before the answer
 * @param owners how many of them on owners
 * @param hinted how many of them kept for an owner that could not be reached
 * @param requestId the server's name for the request
 */
public record WriteResult(Context context, String etag, int durable, int owners, int hinted, String requestId) {}
