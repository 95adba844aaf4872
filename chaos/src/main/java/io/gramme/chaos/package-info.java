/** The deterministic simulator, its workloads and its checkers. */
@NullMarked
package io.gramme.chaos;

import org.jspecify.annotations.NullMarked;
