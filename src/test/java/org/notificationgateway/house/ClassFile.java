// SPDX-License-Identifier: Apache-2.0
package org.notificationgateway.house;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a compiled class extends, declares, and uses of others: the tables of JVMS 4.4 to 4.6, without its code. */
record ClassFile(String name, List<String> parents, Set<String> members, Set<Use> uses) {
    /** A field or method, as name and descriptor, and the class on which it is looked for first. */
    record Use(String owner, String member) {}

    static ClassFile read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipBytes(8);
        Object[] pool = new Object[in.readUnsignedShort()];
        for (int i = 1; i < pool.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> pool[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> pool[i] = in.readUnsignedShort();
                case 15 -> in.skipBytes(3);
                case 9, 10, 11, 12, 17, 18 -> pool[i] = new int[] {tag, in.readUnsignedShort(), in.readUnsignedShort()};
                default -> in.skipBytes(4);
            }
        }
        in.skipBytes(2);
        String name = className(pool, in.readUnsignedShort());
        List<String> parents = new ArrayList<>();
        int parent = in.readUnsignedShort();
        if (parent != 0) {
            parents.add(className(pool, parent));
        }
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            parents.add(className(pool, in.readUnsignedShort()));
        }
        Set<String> members = new HashSet<>();
        for (int table = 0; table < 2; table++) {
            for (int i = in.readUnsignedShort(); i > 0; i--) {
                in.skipBytes(2);
                members.add("" + pool[in.readUnsignedShort()] + pool[in.readUnsignedShort()]);
                for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                    in.skipBytes(2);
                    in.skipNBytes(in.readInt());
                }
            }
        }
        Set<Use> uses = new HashSet<>();
        for (Object entry : pool) {
            if (entry instanceof int[] use && use[0] >= 9 && use[0] <= 11) {
                int[] member = (int[]) pool[use[2]];
                uses.add(new Use(className(pool, use[1]), "" + pool[member[1]] + pool[member[2]]));
            }
        }
        return new ClassFile(name, parents, members, uses);
    }

    private static String className(Object[] pool, int index) {
        return (String) pool[(Integer) pool[index]];
    }
}
