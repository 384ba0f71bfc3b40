import * as ts from 'typescript';
import { publicSourcesOf } from './sources';

/** A prop as the sources declare it. */
export interface Prop {
  readonly name: string;
  /** The struct of `src` that it takes; absent where it takes anything else. */
  readonly struct?: string;
  /** The text after `@default`. */
  readonly documentedDefault?: string;
}

/** Props of an interface of `src`, those of the interfaces that it extends first. */
export function propsOf(name: string): Prop[] {
  const parents = (declarationOf(name).heritageClauses ?? []).flatMap(({ types }) => types).map(({ expression }) => expression.getText());
  return [...parents.flatMap(propsOf), ...ownPropsOf(name)];
}

/** Props that the interface itself declares. */
export function ownPropsOf(name: string): Prop[] {
  return declarationOf(name).members.filter(ts.isPropertySignature).map((member) => ({
    name: member.name.getText(),
    struct: structs().find((struct) => struct === member.type?.getText()),
    documentedDefault: ts.getJSDocTags(member).filter(({ tagName }) => tagName.text === 'default')
      .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')[0],
  }));
}

/** As {@link propsOf}, with the members of structs in place of these: `healthCheck`, `listenerOptions.port`. */
export function pathsOf(name: string): string[] {
  return propsOf(name).flatMap(({ name: prop, struct }) => struct ? ownPropsOf(struct).map((member) => `${prop}.${member.name}`) : [prop]);
}

/** Structs that users give: every interface of which all members are readonly and none is a method. */
export function structs(): string[] {
  return [...interfaces()]
    .filter(([name, { members }]) => !name.startsWith('I') && members.every(ts.isPropertySignature))
    .map(([name]) => name).sort();
}

function declarationOf(name: string): ts.InterfaceDeclaration {
  const declaration = interfaces().get(name);
  if (!declaration) {
    throw new Error(`src must declare the interface '${name}', got: none`);
  }
  return declaration;
}

let found: Map<string, ts.InterfaceDeclaration> | undefined;

/** Exported interfaces by name; parsed once, without type checking. */
function interfaces(): Map<string, ts.InterfaceDeclaration> {
  return found ??= new Map(publicSourcesOf('src')
    .map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))
    .flatMap(({ statements }) => statements.filter(ts.isInterfaceDeclaration))
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .map((declaration) => [declaration.name.text, declaration]));
}
