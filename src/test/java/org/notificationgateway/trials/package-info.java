// SPDX-License-Identifier: Apache-2.0
/**
 * Shows that accepted mail survives full disks, damage, hostile callers, long outages and clocks that jump. Every trial
 * uses the packaged program from outside alone, so that one trial can judge two versions of it: the system property
 * {@code trial.distribution} names the one to judge.
 *
 * <p>Classes named {@code …IT} are short and belong to every build; those named {@code …Trial} are the long forms and run
 * with {@code ./mvnw verify -Ptrials}. Start at {@link org.notificationgateway.trials.Oracle}, which judges them all.
 */
package org.notificationgateway.trials;
