/**
 * Code that a model wrote, run against tests that it cannot see, without harm.
 *
 * <p>Entry types: {@link dev.mneme.sandbox.CodeTests} (the verifier), {@link
 * dev.mneme.sandbox.Sandbox} (the two processes it needs), {@link dev.mneme.sandbox.Limits}.
 *
 * <p>Two child processes hold one Python interpreter each. The candidate's holds the program and
 * nothing else; the judge's holds the tests and asks for results of calls, which reach it as plain
 * data. Whatever a candidate does to its own interpreter, or to its whole process, it can answer
 * calls wrongly and no more.
 *
 * <p>Invariants: no code of a candidate runs in the process that tests or in the one that asked; a
 * verdict is made from the judge's answer alone; every wait ends.
 */
@NullMarked
package dev.mneme.sandbox;

import org.jspecify.annotations.NullMarked;
