/** Example applications. */
@NullMarked
package io.gramme.examples;

import org.jspecify.annotations.NullMarked;
