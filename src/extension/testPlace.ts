import * as vscode from 'vscode';

/** What lists and runs the tests of one controller. `Profile` names the ways to run them. */
export interface TestSource<Profile extends string> {
  /** Lists them as they are now. */
  list(): Promise<void>;
  run(profile: Profile, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void>;
}

/**
 * A controller of the Test Explorer whose source is asked for only once somebody opens the Test Explorer, which is when
 * the editor first has tests resolved, or runs tests by command.
 */
export function createTestPlace<Profile extends string>(options: {
  readonly id: string;
  readonly label: string;
  readonly profiles: readonly { readonly name: Profile; readonly label: string; readonly isDefault: boolean }[];
  readonly source: () => TestSource<Profile>;
}): vscode.TestController {
  const { id, label, profiles, source } = options;
  const controller = vscode.tests.createTestController(id, label);
  controller.resolveHandler = () => source().list();
  controller.refreshHandler = () => source().list();
  for (const profile of profiles) {
    controller.createRunProfile(
      profile.label,
      vscode.TestRunProfileKind.Run,
      (request, token) => source().run(profile.name, request, token),
      profile.isDefault,
    );
  }
  return controller;
}
