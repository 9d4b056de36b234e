/**
 * What the RFCs say becomes of what a router may send, as text files of cases, and how they are read. Each case is
 * played by a test of the package that it concerns.
 */
package dev.ribwatch.agent.conformance;
