import { z } from "zod";
import { openAdminDatabase } from "./admin-database.ts";
import { FieldError } from "./field-error.ts";
import { type AdminResources, defineResource, type ResourceField, type ResourceStore } from "./resource.ts";
import { createUsers, type Users } from "./users.ts";
import type { Widgets } from "./widgets.ts";

const schema = z.object({
  username: z.string().regex(/^[\w.@+-]{1,150}$/, "Write 1 to 150 letters, digits or any of . @ + - _ and no spaces."),
  name: z.string().trim().max(150, "Write at most 150 characters."),
  password: z
    .string()
    .max(1000, "Write at most 1000 characters.")
    .refine((password) => password === "" || password.length >= 10, "Write at least 10 characters."),
});

const short = { maxlength: "150", autocomplete: "off" };

function fieldsOf({ passwordInput, textInput }: Widgets): readonly ResourceField[] {
  const help = "At least 10 characters. Leave it empty to keep the password. A new password ends the user's sessions.";
  return [
    { name: "username", label: "Username", required: true, widget: textInput(short) },
    { name: "name", label: "Name", widget: textInput(short) },
    { name: "password", label: "Password", help, widget: passwordInput() },
  ];
}

/** The admin's own resource: its users. */
export const userResource: AdminResources = ({ project, widgets, onClose }) => {
  const database = openAdminDatabase(project.root);
  onClose(() => database.close());
  return [
    defineResource({
      name: "users",
      singular: "user",
      plural: "users",
      columns: [
        { name: "username", label: "Username" },
        { name: "name", label: "Name" },
      ],
      fields: fieldsOf(widgets),
      schema,
      title: ({ username }) => String(username),
      store: storeOf(createUsers(database)),
    }),
  ];
};

function storeOf(users: Users): ResourceStore<z.output<typeof schema>> {
  return {
    list({ search, limit, offset }) {
      const found = users.list(search);
      return { rows: found.slice(offset, offset + limit).map((user) => ({ ...user })), total: found.length };
    },
    get(id) {
      const user = users.get(Number(id));
      return user === undefined ? undefined : { ...user };
    },
    async create(values) {
      if (values.password === "") throw new FieldError("password", "A new user needs a password.");
      return String((await users.create(values)).id);
    },
    async update(id, values) {
      users.update(Number(id), values);
      if (values.password !== "") await users.setPassword(Number(id), values.password);
    },
    remove: (id) => users.remove(Number(id)),
  };
}
