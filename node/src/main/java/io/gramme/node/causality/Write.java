package io.gramme.node.causality;

import org.jspecify.annotations.Nullable;

/**
 * A client's put or delete as its coordinator sees it.
 *
 * @param content what to write
 * @param context what its writer was shown; {@link CausalContext#EMPTY} for a blind write, concurrent with everything
 * @param request id and value hash when the request carries an id
 * @param mode the bucket's setting; for a record that exists, keep wins
 */
public record Write(
        Content content, CausalContext context, @Nullable RequestTag request, SiblingsMode mode) {}
